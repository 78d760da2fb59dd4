using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Polpo.Testing.Issuers;

/// <summary>A key of an issuer that signs whatever it is given, also what no issuer should.</summary>
public sealed class IssuerKey(string id, int bits = 2048) : IDisposable
{
    private readonly RSA _rsa = RSA.Create(bits);

    public string Id => id;

    /// <summary>As it stands in the issuer's JWKS document.</summary>
    public JsonObject Public
    {
        get
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = id,
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            };
        }
    }

    /// <summary>The public key as text: what an attacker would use as the password of HS256.</summary>
    public string Pem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string Sign(JsonObject claims, string algorithm = "RS256", string? kid = null)
    {
        var header = new JsonObject
        {
            ["alg"] = algorithm,
            ["typ"] = "JWT",
            ["kid"] = kid ?? id,
        };
        var text = $"{Part(header.ToJsonString())}.{Part(claims.ToJsonString())}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Pem), bytes),
            _ => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public void Dispose() => _rsa.Dispose();
}
