using System.Text;
using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts.Sharing;

/// <summary>The public keys of the installation's other servers, in <c>keys/known</c> of the data folder: a receipt is verified offline wherever it was signed.</summary>
public sealed class KnownKeys(PolpoHome home)
{
    private string KeyFile => home.At("keys", "known");

    public IReadOnlyList<ReceiptKey> All =>
        File.Exists(KeyFile) ? [.. File.ReadAllLines(KeyFile).Select(ReceiptKey.Parse).OfType<ReceiptKey>()] : [];

    public bool Has(ReceiptKey key) => All.Contains(key);

    internal void Replace(IEnumerable<string> keys)
    {
        var text = string.Concat(keys.Order(StringComparer.Ordinal).Select(key => key + "\n"));
        if (!File.Exists(KeyFile) || File.ReadAllText(KeyFile) != text)
            PrivateFile.Replace(KeyFile, Encoding.ASCII.GetBytes(text));
    }
}
