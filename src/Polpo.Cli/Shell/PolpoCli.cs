using System.CommandLine;
using System.Data.Common;
using System.Net;
using Polpo.Cli.Connecting;
using Polpo.Cli.Tasks.Following;
using Polpo.Client;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;

namespace Polpo.Cli.Shell;

/// <summary>The command line: one place where commands end and errors become a sentence and an exit code.</summary>
internal static class PolpoCli
{
    /// <summary>How long a cancelled command may take to leave nothing behind.</summary>
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        Surroundings here,
        CancellationToken cancellationToken
    )
    {
        var parsed = Commands
            .Build(here)
            .Parse(Asked(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            return await EndAsync(here, ExitCode.Usage, Misuse.Explain(parsed));
        var invocation = new InvocationConfiguration
        {
            Output = here.Out,
            Error = here.Error,
            EnableDefaultExceptionHandler = false,
            // A server takes signals itself: what stands before its stop may take longer.
            ProcessTerminationTimeout = parsed.CommandResult.Command.Name == Status.ServeCommand.Name ? null : CleanUp,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception failed) when (Told(failed, here) is { } told)
        {
            return await EndAsync(here, told.Code, told.Message);
        }
    }

    /// <summary><c>polpo help task</c> is <c>polpo task --help</c>.</summary>
    private static IReadOnlyList<string> Asked(IReadOnlyList<string> arguments) =>
        arguments is ["help", ..] ? [.. arguments.Skip(1), "--help"] : arguments;

    /// <summary>Null for a bug.</summary>
    private static (int Code, string Message)? Told(Exception failed, Surroundings here) =>
        failed switch
        {
            RefusedException or StorageException => (ExitCode.Refused, failed.Message),
            PolpoException refused => (CodeOf(refused.Status), ServerAdvice.For(refused, here)),
            StalledException => (ExitCode.Failed, failed.Message),
            IOException or UnauthorizedAccessException or DbException => (
                ExitCode.Failed,
                DataFolderText.For(failed, here.Home.Root)
            ),
            OperationCanceledException => (ExitCode.Failed, "Cancelled."),
            _ => null,
        };

    /// <summary>503 is how a server says that it refuses for want of something, such as a key; other 5xx are its faults.</summary>
    private static int CodeOf(HttpStatusCode? status) =>
        status >= HttpStatusCode.InternalServerError && status != HttpStatusCode.ServiceUnavailable
            ? ExitCode.Failed
            : ExitCode.Refused;

    private static async Task<int> EndAsync(Surroundings here, int code, string message)
    {
        await here.Error.WriteLineAsync($"polpo: {Plain.Text(message)}");
        return code;
    }
}
