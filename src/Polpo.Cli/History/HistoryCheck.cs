using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.History;

/// <summary><c>polpo verify --history</c>: whether what Polpo promises held all the time, in every workspace.</summary>
internal static class HistoryCheck
{
    public static async Task<int> RunAsync(Invocation command, CancellationToken cancellationToken)
    {
        await using var connection = await command.ConnectAsync(cancellationToken);
        var holds = true;
        foreach (var workspace in (await connection.Client.Workspaces.ListAsync(cancellationToken)).Items)
        {
            var history = await connection.Client.History.CheckAsync(workspace.Id, cancellationToken);
            holds &= history.Holds;
            command.Show(history, output => Write(output, workspace, history));
        }
        command.Say(holds ? "The history holds." : "The history does not hold: please report this.");
        return holds ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(TextWriter output, WorkspaceView workspace, HistoryView history)
    {
        output.WriteLine(
            $"{Plain.Text(workspace.Name)}  {Plain.Text(workspace.Path)}: {Plain.Count((int)history.Facts, "fact")}"
        );
        foreach (var rule in history.Rules)
        {
            output.WriteLine($"  {(rule.Broken == 0 ? "✓" : "✗")} {rule.Name, -9} {Plain.Text(rule.Promise)}");
            foreach (var breach in rule.Examples)
                output.WriteLine(Plain.Text($"      {breach.Subject} at {breach.Seq}: {breach.What}"));
            if (rule.Broken > rule.Examples.Count)
                output.WriteLine($"      … {rule.Broken - rule.Examples.Count} more");
        }
    }
}
