using System.Text;
using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts.Withdrawals;

/// <summary>The keys that were withdrawn, in <c>keys/withdrawn</c> of the data folder: known offline, and to whatever process signs next.</summary>
public sealed class WithdrawnKeys(PolpoHome home)
{
    private static readonly Lock Gate = new();

    private string KeyFile => home.At("keys", "withdrawn");

    /// <exception cref="RefusedException">The file says something else: then it cannot be told which keys still hold.</exception>
    public IReadOnlyList<WithdrawnKey> All =>
        File.Exists(KeyFile)
            ? [.. File.ReadAllLines(KeyFile).Select(line => WithdrawnKey.Parse(line) ?? throw Unreadable())]
            : [];

    public WithdrawnKey? Find(ReceiptKey key) => All.FirstOrDefault(one => one.Key == key);

    /// <summary>Adds them. Of one that is there already the earlier day counts: trust that was taken back does not return.</summary>
    internal void Add(params IEnumerable<WithdrawnKey> keys)
    {
        lock (Gate)
        {
            var before = All;
            WithdrawnKey[] after =
            [
                .. before.Concat(keys).GroupBy(one => one.Key).Select(same => same.MinBy(one => (one.Since, one.At))!), // never empty
            ];
            if (!after.SequenceEqual(before))
                PrivateFile.Replace(
                    KeyFile,
                    Encoding.ASCII.GetBytes(string.Concat(after.Select(one => one.Line + "\n")))
                );
        }
    }

    private RefusedException Unreadable() =>
        new(
            Refusal.Unavailable,
            $"{KeyFile} does not say which signing keys were withdrawn. Restore it from a backup, or remove what is no line of three words."
        );
}
