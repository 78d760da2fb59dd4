using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Sandboxes;

/// <summary>Looks whether agents can run anything here, before a model is paid to find out.</summary>
internal static class SandboxCheck
{
    private static readonly string[] OfOtherThings = ["model", "disk space"];

    /// <exception cref="RefusedException">No sandbox works; the message says what is missing and what mends it.</exception>
    public static async Task RequireAsync(PolpoClient client, CancellationToken cancellationToken)
    {
        if ((await client.Server.StatusAsync(cancellationToken)).Sandbox != "unavailable")
            return;
        var report = await client.Server.DoctorAsync(cancellationToken);
        var wrong = report.Checks.Where(check => !check.Ok && !OfOtherThings.Contains(check.Name)).ToList();
        var mend = wrong.Select(check => check.Remedy).FirstOrDefault(remedy => remedy.Length > 0);
        throw new RefusedException(
            Refusal.Unavailable,
            $"No sandbox can be opened here, so agents could run nothing. {string.Join(' ', wrong.Select(check => check.Detail))}"
                + $"{(mend is null ? "" : $" Mend it: {mend}")}\npolpo doctor says more; --sandbox none runs without one, at your own risk."
        );
    }
}
