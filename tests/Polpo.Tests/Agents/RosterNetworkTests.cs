using Polpo.Core.Agents;
using Polpo.Core.Agents.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Agents;

/// <summary>What the files of <c>.polpo</c> say of the network.</summary>
public sealed class RosterNetworkTests
{
    private const string Staff = """
        [{"agent":{"name":"own","allowedHosts":["api.test"],"deniedHosts":["x.test"]},"teamName":"a"},
         {"agent":{"name":"plain"},"teamName":"a"},
         {"agent":{"name":"offline","allowedHosts":[]},"teamName":"a"}]
        """;

    private const string Project = """{"settings":{"allowedHosts":["*.company.test:8443"],"deniedHosts":["y.test"]}}""";

    [Theory]
    [InlineData("own", "Network: only api.test; never y.test, x.test.")]
    [InlineData("plain", "Network: only *.company.test:8443; never y.test.")]
    [InlineData("offline", "No network.")]
    public void An_agents_own_list_takes_the_place_of_the_workspaces_and_denials_add_up(string name, string sentence)
    {
        var roster = Read(Staff, Project);

        roster.NetworkOf(roster.Find(name)!).Sentence.ShouldBe(sentence);
    }

    [Fact]
    public void Files_that_say_nothing_give_no_network()
    {
        var roster = Read(null, null);

        roster.NetworkOf(roster.Agents[0]).Sentence.ShouldBe("No network.");
    }

    [Theory]
    [InlineData("""[{"agent":{"name":"a","allowedHosts":["https://api.test/"]}}]""", null, "agents[0].allowedHosts[0]")]
    [InlineData("""[{"agent":{"name":"a","deniedHosts":"api.test"}}]""", null, "agents[0].deniedHosts")]
    [InlineData(null, """{"settings":{"allowedHosts":[1]}}""", "settings.allowedHosts[0]")]
    public void What_is_no_host_is_refused_with_its_place(string? agents, string? project, string field) =>
        Should.Throw<RefusedException>(() => Read(agents, project)).Message.ShouldContain(field);

    private static Roster Read(string? agents, string? project) =>
        RosterFiles.Of(new PolpoFolder("/", Bytes(agents), null, Bytes(project))).Roster;

    private static byte[]? Bytes(string? text) => text is null ? null : System.Text.Encoding.UTF8.GetBytes(text);
}
