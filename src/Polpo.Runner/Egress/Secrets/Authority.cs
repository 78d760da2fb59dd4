using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>
/// The certificate authority by which a sandbox believes the proxy when that speaks for a host to which a secret is lent. Made by
/// each runner for itself, in memory: nobody else ever has its key, and it ends with the sandboxes that trust it.
/// </summary>
internal sealed class Authority(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _life = TimeSpan.FromDays(365);

    private static readonly string[] _bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    /// <summary>The variables by which programs find the certificates that they trust.</summary>
    public static readonly IReadOnlyList<string> Variables =
    [
        "SSL_CERT_FILE",
        "NODE_EXTRA_CA_CERTS",
        "CURL_CA_BUNDLE",
        "REQUESTS_CA_BUNDLE",
        "AWS_CA_BUNDLE",
        "PIP_CERT",
        "GIT_SSL_CAINFO",
        "CARGO_HTTP_CAINFO",
        "DENO_CERT",
    ];

    private readonly Lazy<X509Certificate2> _root = new(() => Root(time));
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SslStreamCertificateContext> _leaves = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    /// <summary>All that the host trusts, and this authority.</summary>
    public string Bundle =>
        string.Concat(
            CustomAuthorities
                .Variables.Values.Concat(_bundles.Where(File.Exists).Take(1))
                .Distinct()
                .Select(path => File.ReadAllText(path).TrimEnd() + "\n")
        )
        + _root.Value.ExportCertificatePem()
        + "\n";

    /// <summary>How many certificates are kept. A secret may be lent to <c>*.host</c>, of which a command makes up names without end.</summary>
    internal const int Most = 256;

    internal int Count => _leaves.Count;

    public SslStreamCertificateContext For(string host)
    {
        lock (_gate)
        {
            if (_leaves.TryGetValue(host, out var known))
                return known;
            // Not disposed: a connection may be using it.
            if (_leaves.Count >= Most)
                _leaves.Remove(_oldest.Dequeue());
            _oldest.Enqueue(host);
            return _leaves[host] = Leaf(host);
        }
    }

    public void Dispose()
    {
        if (_root.IsValueCreated)
            _root.Value.Dispose();
        foreach (var leaf in _leaves.Values)
            leaf.TargetCertificate.Dispose();
    }

    private static X509Certificate2 Root(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Polpo sandbox proxy", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now + _life);
    }

    private SslStreamCertificateContext Leaf(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Polpo", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root.Value, true, false)
        );
        using var certificate = request.Create(
            _root.Value,
            new DateTimeOffset(_root.Value.NotBefore),
            new DateTimeOffset(_root.Value.NotAfter),
            RandomNumberGenerator.GetBytes(16)
        );
        return SslStreamCertificateContext.Create(certificate.CopyWithPrivateKey(key), [_root.Value], offline: true);
    }
}
