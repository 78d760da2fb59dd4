using System.Security.Cryptography;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts;

/// <summary>Signs receipts with the installation's own key: ECDSA on P-256, made on first use, in <c>keys/receipt.key</c> of the data folder, readable by its owner alone.</summary>
public sealed class ReceiptSigner(PolpoHome home)
{
    private readonly Lock _gate = new();
    private ECDsa? _key;

    public Receipt Sign(Receipt receipt)
    {
        lock (_gate)
        {
            _key ??= Load();
            var named = receipt with { PublicKey = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()) };
            return named with { Signature = Convert.ToBase64String(_key.SignData(ReceiptJson.Signed(named), HashAlgorithmName.SHA256)) };
        }
    }

    private ECDsa Load()
    {
        var path = home.At("keys", "receipt.key");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        var temporary = $"{path}.new";
        File.Delete(temporary);
        using (var file = new StreamWriter(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            file.Write(key.ExportPkcs8PrivateKeyPem());
        File.Move(temporary, path, overwrite: false);
        return key;
    }
}
