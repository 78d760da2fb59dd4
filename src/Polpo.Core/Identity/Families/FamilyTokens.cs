using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Identity.Families;

/// <summary>
/// The tokens of a family. The next pair follows from the last refresh token and a salt of ours: who repeats the question in time gets
/// the same answer, and the database alone opens nothing.
/// </summary>
internal static class FamilyTokens
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static string First(Id<SignInFamily> family) => $"{family}.{Token.New()}";

    /// <summary>Whose token it says it is; null when it is no refresh token.</summary>
    public static Id<SignInFamily>? FamilyOf(string refresh) =>
        refresh.Length < 200
        && refresh.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
        && Id<SignInFamily>.TryParse(refresh[..dot], out var id)
            ? id
            : null;

    public static string NextRefresh(Id<SignInFamily> family, string refresh, string salt) =>
        $"{family}.{Derive(refresh, $"refresh {salt}")}";

    /// <summary>The access token that comes with a refresh token.</summary>
    public static string Access(string refresh) => Derive(refresh, "access");

    public static string Seal(Secret credential, Id<SignInFamily> family, string refresh)
    {
        var plain = Encoding.UTF8.GetBytes(credential.Reveal());
        var sealedText = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(KeyOf(refresh), TagBytes);
        cipher.Encrypt(
            sealedText.AsSpan(0, NonceBytes),
            plain,
            sealedText.AsSpan(NonceBytes, plain.Length),
            sealedText.AsSpan(NonceBytes + plain.Length),
            Encoding.UTF8.GetBytes(family.Text)
        );
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>Null when it was sealed under another token.</summary>
    public static Secret? Open(string credential, Id<SignInFamily> family, string refresh)
    {
        var bytes = Convert.FromBase64String(credential);
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(KeyOf(refresh), TagBytes);
        try
        {
            cipher.Decrypt(
                bytes.AsSpan(0, NonceBytes),
                bytes.AsSpan(NonceBytes, plain.Length),
                bytes.AsSpan(NonceBytes + plain.Length),
                plain,
                Encoding.UTF8.GetBytes(family.Text)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return new Secret(Encoding.UTF8.GetString(plain));
    }

    private static byte[] KeyOf(string refresh) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(refresh),
            32,
            info: "polpo: what the provider is asked with"u8.ToArray()
        );

    private static string Derive(string refresh, string purpose) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(refresh), Encoding.UTF8.GetBytes(purpose)));
}
