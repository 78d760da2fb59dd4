using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polpo.Tests.Egress;

/// <summary>A certificate authority of the outer network, in a file that a runner can be told to trust.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=World", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllText(Path, _root.ExportCertificatePem());
        File.SetUnixFileMode(Path, (UnixFileMode)0b110_100_100);
    }

    public string Path { get; }

    public X509Certificate2 For(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.Create(
            _root,
            new DateTimeOffset(_root.NotBefore),
            new DateTimeOffset(_root.NotAfter),
            RandomNumberGenerator.GetBytes(8)
        );
        return made.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _root.Dispose();
        File.Delete(Path);
    }
}
