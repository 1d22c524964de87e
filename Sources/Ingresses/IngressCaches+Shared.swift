import ControllerRuntime
import KubernetesAPI

extension IngressCaches {
    /// Every namespace's HeatStacks, for another controller of the same manager: one watch for both.
    public var allHeatStacks: Reflector<HeatStack> { heatStacks }
}
