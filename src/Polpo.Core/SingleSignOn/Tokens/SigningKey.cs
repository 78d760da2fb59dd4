using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Polpo.Core.SingleSignOn.Tokens;

/// <summary>A key that an issuer publishes to have its tokens checked.</summary>
internal sealed record SigningKey(string? Id, string Algorithm, Func<byte[], byte[], bool> Check)
{
    private const int LeastBits = 2048;

    public bool Verifies(string algorithm, byte[] signed, byte[] signature) =>
        algorithm == Algorithm && Check(signed, signature);

    /// <summary>Those keys of a JWKS document that sign tokens which are taken; others are passed over.</summary>
    public static IReadOnlyList<SigningKey> ReadAll(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("keys", out var keys)
        && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Select(Read).OfType<SigningKey>()]
            : [];

    private static SigningKey? Read(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || IdToken.Text(key, "use") is not (null or "sig"))
            return null;
        try
        {
            return (IdToken.Text(key, "kty"), IdToken.Text(key, "alg")) switch
            {
                ("RSA", null or "RS256") => Rsa(key),
                ("EC", null or "ES256") when IdToken.Text(key, "crv") == "P-256" => Curve(key),
                _ => null,
            };
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private static SigningKey? Rsa(JsonElement key)
    {
        var parameters = new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") };
        using (var rsa = RSA.Create(parameters))
        {
            if (rsa.KeySize < LeastBits)
                return null;
        }
        return new SigningKey(
            IdToken.Text(key, "kid"),
            "RS256",
            (signed, signature) =>
            {
                using var rsa = RSA.Create(parameters);
                return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        );
    }

    private static SigningKey Curve(JsonElement key)
    {
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") },
        };
        using (ECDsa.Create(parameters))
            return new SigningKey(
                IdToken.Text(key, "kid"),
                "ES256",
                (signed, signature) =>
                {
                    using var curve = ECDsa.Create(parameters);
                    return signature.Length == 64
                        && curve.VerifyData(
                            signed,
                            signature,
                            HashAlgorithmName.SHA256,
                            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                        );
                }
            );
    }

    private static byte[] Bytes(JsonElement key, string name) =>
        Base64Url.DecodeFromChars(IdToken.Text(key, name) ?? throw new FormatException(name));
}
