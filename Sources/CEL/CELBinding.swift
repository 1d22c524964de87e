/// What a variable stands for while an expression is evaluated.
public enum CELBinding {
    /// A value.
    case value(CELValue)
    /// Values by name that are made when they are asked for, as `variables` of an admission policy; nil for a name that there is not.
    /// An expression can ask for single members only.
    case members((String) throws(CELError) -> CELValue?)
}
