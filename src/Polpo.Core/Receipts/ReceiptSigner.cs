using System.Security.Cryptography;
using Polpo.Core.Receipts.Withdrawals;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts;

/// <summary>Signs receipts with this installation's key, <c>keys/receipt.key</c>, made on first use and readable by its owner only.</summary>
public sealed class ReceiptSigner(PolpoHome home)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WithdrawnKeys _withdrawn = new(home);

    private string KeyFile => home.At("keys", "receipt.key");

    /// <summary>The key with which this installation signs; null when it has signed nothing yet.</summary>
    public ReceiptKey? Key
    {
        get
        {
            if (!File.Exists(KeyFile))
                return null;
            using var key = Load();
            return new ReceiptKey(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        }
    }

    /// <summary>The key with which this installation signs, made now when there is none, or when it was withdrawn.</summary>
    public ReceiptKey KeyOrNew()
    {
        if (Key is not { } key || _withdrawn.Find(key) is not null)
            MakeKey();
        return Key!; // just made
    }

    public Receipt Sign(Receipt receipt)
    {
        KeyOrNew();
        using var key = Load();
        var named = receipt with
        {
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            Signature = null,
        };
        return named with
        {
            Signature = Convert.ToBase64String(key.SignData(ReceiptJson.Signed(named), HashAlgorithmName.SHA256)),
        };
    }

    private void MakeKey()
    {
        File.SetUnixFileMode(home.Folder("keys"), OwnerOnly | UnixFileMode.UserExecute);
        using var alone = Alone();
        if (Key is { } before && _withdrawn.Find(before) is null)
            return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var staged = $"{KeyFile}.{Guid.CreateVersion7():N}";
        using (
            var stream = new FileStream(
                staged,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = OwnerOnly,
                }
            )
        )
        using (var writer = new StreamWriter(stream))
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        // Whoever makes one is alone: what is there was withdrawn.
        File.Move(staged, KeyFile, overwrite: true);
    }

    /// <summary>One maker at a time, over all processes: a move that must not overwrite still can, when two move at once.</summary>
    private FileStream Alone()
    {
        const int WouldBlock = 11;
        while (true)
        {
            try
            {
                return new FileStream($"{KeyFile}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (held.HResult == WouldBlock)
            {
                Thread.Yield();
            }
        }
    }

    private ECDsa Load()
    {
        if ((File.GetUnixFileMode(KeyFile) & ~OwnerOnly) != UnixFileMode.None)
            throw new RefusedException(
                Refusal.Unavailable,
                $"The signing key {KeyFile} can be read by others. Make it private again: chmod 600 {KeyFile}"
            );
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(KeyFile));
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new RefusedException(
                Refusal.Unavailable,
                $"The signing key {KeyFile} is damaged. Restore it from a backup; if there is none, move it away and a new one is made.",
                error
            );
        }
    }
}
