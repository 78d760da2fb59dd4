using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Core.Receipts.Withdrawals;

namespace Polpo.Cli.Receipts;

/// <summary><c>polpo receipt-key</c>: the keys that sign receipts, on this machine's data folder and without a server.</summary>
internal static class ReceiptKeyCommand
{
    public static Command Build(Surroundings here) =>
        Commands.Group("receipt-key", "The keys whose receipts hold here: list, withdraw.", List(here), Withdraw(here));

    private static Command List(Surroundings here) =>
        new Command("list", "List the keys that sign receipts, or once did.") { CommonOptions.Json }.Does(
            here,
            (command, _) =>
            {
                var keys = new ReceiptKeys(here.Home, here.Time).List();
                command.ShowAll(keys.Select(View), output => Write(output, keys));
                return Task.FromResult(ExitCode.Done);
            }
        );

    private static Command Withdraw(Surroundings here)
    {
        var key = new Argument<string>("KEY") { Description = "As it is listed: its whole fingerprint, or base64." };
        var since = Options.Instant(
            "--since",
            "What was finished from then on does not hold. Default: now. A key that was stolen: before it was."
        );
        return new Command(
            "withdraw",
            "Take a signing key out of use. Its receipts hold for what was finished before; if it signs here, a new one is made."
        )
        {
            key,
            since,
            CommonOptions.Json,
        }.Does(
            here,
            (command, _) =>
            {
                var keys = new ReceiptKeys(here.Home, here.Time);
                var gone = keys.Withdraw(command.Get(key), command.Get(since));
                command.Show(
                    View(new ListedKey(gone.Key, Signs: false, gone)),
                    output =>
                        output.WriteLine(
                            $"{gone.Key.Fingerprint} is withdrawn. Its receipts hold for what was finished before {gone.Since:yyyy-MM-dd HH:mm:ss} UTC."
                        )
                );
                return Task.FromResult(ExitCode.Done);
            }
        );
    }

    private static object View(ListedKey key) =>
        new
        {
            key.Key.Fingerprint,
            key.Key.PublicKey,
            key.Signs,
            withdrawnSince = key.Withdrawn?.Since,
            withdrawnAt = key.Withdrawn?.At,
        };

    private static void Write(TextWriter output, IReadOnlyList<ListedKey> keys)
    {
        if (keys.Count == 0)
            output.WriteLine("There is none yet: the first receipt makes one.");
        else
            Plain.Table(
                output,
                ["FINGERPRINT", "STATE"],
                keys.Select(key => new[] { key.Key.Fingerprint, State(key) })
            );
    }

    private static string State(ListedKey key) =>
        key.Withdrawn is { } gone ? $"withdrawn {gone.At:yyyy-MM-dd HH:mm}, since {gone.Since:yyyy-MM-dd HH:mm}"
        : key.Signs ? "signs here"
        : "signs at another server";
}
