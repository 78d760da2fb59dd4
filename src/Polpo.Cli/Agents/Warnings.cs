using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Agents;

/// <summary>Tells what stands in the files of <c>.polpo</c> and has no effect, beside whatever was asked for.</summary>
internal static class Warnings
{
    private const int Most = 10;

    public static async Task NoteWarningsAsync(
        this Invocation command,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var warnings = (await client.Agents.WarningsAsync(workspace, cancellationToken)).Items;
        foreach (var warning in warnings.Take(Most))
            command.Note($"Warning: {warning.Message}");
        if (warnings.Count > Most)
            command.Note($"Warning: {warnings.Count - Most} more fields in .polpo have no effect.");
    }
}
