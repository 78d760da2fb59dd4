using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Core.Models;
using Polpo.Core.Models.Demo;

namespace Polpo.Cli.Models;

/// <summary>Why a key that is set in this terminal does not help: another process answers, and reads its own environment.</summary>
internal static class ServerKeys
{
    /// <summary>A sentence where the reason of a failure is the want of a model or its key; else null.</summary>
    public static async Task<string?> ExplainAsync(
        Surroundings terminal,
        Connection connection,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (connection.Server is not { } server)
            return null;
        var status = await connection.Client.Server.StatusAsync(cancellationToken);
        var lacking = ModelVariables
            .Names.Where(name => terminal[name] is not null && !status.ModelVariables.Contains(name))
            .ToList();
        if (
            status.Model is { } model
            && model != DemoName.Text
            && !lacking.Exists(name => reason.Contains(name, StringComparison.Ordinal))
        )
            return null;
        var here = lacking switch
        {
            [] => "",
            [var one] => $" {one} is set here, but not there.",
            _ => $" {string.Join(", ", lacking)} are set here, but not there.",
        };
        return $"The server that answered (pid {server.Pid}, {server.Address}, data folder {terminal.Home.Root}) reads keys from the environment that it was started in, not from this terminal.{here} Stop it (Ctrl-C where it runs) and run this again, or set POLPO_HOME to another folder to work beside it.";
    }
}
