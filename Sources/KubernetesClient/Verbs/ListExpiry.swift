/// What is done when a list expires between two pages: the collection has changed so much, or the reader was so slow, that the server has forgotten
/// the version of the list and answers with 410.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks>.
public enum ListExpiry: Sendable, Hashable {
    /// The reader is told: an error that `isExpired`.
    case fail
    /// The list begins anew, at most three times; the first page then says that what came before no longer counts.
    case restart
    /// The list goes on behind the last object, at the present version, by the token that the server gives with the 410. No object comes twice, but
    /// the pages are not of one version, so no watch may begin from it. Where the server gives none, the list begins anew.
    case continueInconsistently
}
