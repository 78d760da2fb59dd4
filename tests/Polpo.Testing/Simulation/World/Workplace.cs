namespace Polpo.Testing.Simulation.World;

/// <summary>The repository in which people and agents of a simulation work.</summary>
internal static class Workplace
{
    public const string Agents = """
        [{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]
        """;

    /// <summary>Each seed has its own: without gates, with one that a person opens, with one that opens by itself after a while.</summary>
    public static string Settings(Chance chance)
    {
        var gates = chance.Below(3, "gates") switch
        {
            0 => "",
            1 => """{"name":"Failed","hook":"task:fail"}""",
            _ => """{"name":"Done","hook":"task:complete","timeoutMs":1200000,"timeoutAction":"approve"}""",
        };
        var slots = chance.Is(0.3, "slots") ? "\"maxConcurrency\":2," : "";
        return $$"""{"settings":{ {{slots}}"approvalGates":[{{gates}}] } }""";
    }
}
