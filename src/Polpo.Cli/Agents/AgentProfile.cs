using System.Text.Encodings.Web;
using System.Text.Json;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Agents;

/// <summary>An agent as <c>polpo agent show</c> prints it: what counts, then the entry as it stands in the file.</summary>
internal static class AgentProfile
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(TextWriter output, AgentView agent)
    {
        output.WriteLine(Plain.Text(agent.DisplayName is null ? agent.Name : $"{agent.Name} · {agent.DisplayName}"));
        Field(output, "Title", agent.Title);
        Field(output, "Role", agent.Role);
        Field(output, "Team", agent.TeamName);
        Field(output, "Reports to", agent.ReportsTo);
        Field(output, "Model", agent.Model ?? "the workspace's default");
        Field(output, "Tools", agent.Tools.Count == 0 ? "none" : string.Join(", ", agent.Tools));
        Field(output, "Reaches", agent.Network);
        output.WriteLine();
        output.WriteLine(Plain.Text(agent.Config.ToJsonString(Indented)));
    }

    private static void Field(TextWriter output, string label, string? value)
    {
        if (value is not null)
            output.WriteLine($"  {label, -11}{Plain.Text(value)}");
    }
}
