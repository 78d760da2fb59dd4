using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Cli.History;
using Polpo.Cli.Sandboxes;
using Polpo.Cli.Shell;
using Polpo.Core.Git;
using Polpo.Core.Receipts;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Receipts;

/// <summary><c>polpo verify</c>: checks a receipt against the repository, without a server, a database or a network; or the history.</summary>
internal static class VerifyCommand
{
    public static Command Build(Surroundings here)
    {
        var file = new Argument<string?>("RECEIPT")
        {
            Description = "The receipt's file. Default: the newest of the repository.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var key = new Option<string?>("--key")
        {
            Description = "The only signing key to trust, as base64 or fingerprint. Default: this installation's.",
            HelpName = "KEY",
        };
        var history = new Option<bool>("--history")
        {
            Description =
                "Check the journal of every workspace instead: whether what Polpo promises held all the time.",
        };
        return new Command(
            "verify",
            "Check a receipt offline against the repository, or the whole history. Exits 1 when anything does not hold."
        )
        {
            file,
            key,
            history,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                if (command.Get(history))
                    return await HistoryCheck.RunAsync(command, cancellationToken);
                await using var services = new ServiceCollection()
                    .AddSingleton(here.Home)
                    .AddGit()
                    .AddReceipts()
                    .BuildServiceProvider();
                var path = command.Get(file) is { } named
                    ? Path.GetFullPath(named, here.Folder)
                    : await NewestReceipt.FindAsync(
                        here.Home,
                        command.RepositoryPath(),
                        services.GetRequiredService<ReceiptVerifier>(),
                        cancellationToken
                    );
                var receipt = ReceiptJson.Read(await ReadAsync(path, cancellationToken));
                var report = await services
                    .GetRequiredService<ReceiptVerifier>()
                    .VerifyAsync(receipt, command.RepositoryPath(), command.Get(key), cancellationToken);
                command.Show(
                    new
                    {
                        receipt = path,
                        report.Holds,
                        report.Findings,
                    },
                    output => Write(output, path, receipt, report)
                );
                return report.Holds ? ExitCode.Done : ExitCode.Failed;
            }
        );
    }

    private static void Write(TextWriter output, string path, Receipt receipt, ReceiptReport report)
    {
        output.WriteLine(
            Plain.Text(
                $"{path}: \"{receipt.Title}\" by {receipt.Agent} with {receipt.Model}, for {receipt.Requester}, {SandboxText.Of(receipt.Sandbox)}"
            )
        );
        foreach (var finding in report.Findings)
            output.WriteLine(Plain.Text($"  {(finding.Ok ? "✓" : "✗")} {finding.Name, -12}{finding.Detail}"));
        output.WriteLine(report.Holds ? "The receipt holds." : "The receipt does not hold.");
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(Refusal.NotFound, $"There is no file {path}.", missing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(Refusal.NotFound, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
