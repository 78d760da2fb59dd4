using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy.Secrets;

/// <summary>A person says yes before any secret leaves this machine: by <c>--yes</c>, or by Enter on a terminal. Names alone are shown.</summary>
internal static class SecretConsent
{
    /// <exception cref="RefusedException">Nobody said yes.</exception>
    public static void Ask(Invocation command, IEnumerable<DeployItem> items, bool yes)
    {
        var names = items
            .Where(item => item is { Kind: SecretDeploy.Kind, State: not DeployState.Unchanged })
            .Select(item => item.Name)
            .ToList();
        if (names.Count == 0 || yes)
            return;
        var question = Plain.Text(
            $"{Plain.Count(names.Count, "secret")} of this machine will be sent to {command.Here["POLPO_URL"]}: {string.Join(", ", names)}. Press Enter to send, Ctrl-C to stop. "
        );
        if (command.Json || !command.Here.AwaitEnter(question))
            throw new RefusedException(
                Refusal.Invalid,
                $"Nothing was sent. Nobody is here to say whether {string.Join(", ", names)} may leave this machine: say it with --yes."
            );
    }
}
