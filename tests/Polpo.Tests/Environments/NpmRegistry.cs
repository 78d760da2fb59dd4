using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Polpo.Tests.Egress;

namespace Polpo.Tests.Environments;

/// <summary>A registry out in the world with one package, <c>tiny</c>, that exports the number 42.</summary>
internal sealed class NpmRegistry : IDisposable
{
    private const int Port = 4873;
    private readonly Socket _listener;
    private readonly byte[] _tarball = Pack();
    private int _downloads;

    public NpmRegistry(TwoNetworks world)
    {
        world.Names["registry.test"] = TwoNetworks.Web;
        _listener = world.Outside(SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(TwoNetworks.Web), Port));
        _listener.Listen(16);
        _ = ServeAsync();
    }

    public int Downloads => _downloads;

    public static string Host => $"registry.test:{Port}";

    private static string Address => $"http://registry.test:{Port}/";

    /// <summary>Writes a project that depends on the package, with its lockfile.</summary>
    public void WriteProject(string folder)
    {
        var integrity = $"sha512-{Convert.ToBase64String(SHA512.HashData(_tarball))}";
        File.WriteAllText(Path.Combine(folder, ".npmrc"), $"registry={Address}\n");
        File.WriteAllText(
            Path.Combine(folder, "package.json"),
            """{ "name": "user", "version": "1.0.0", "dependencies": { "tiny": "1.0.0" } }"""
        );
        File.WriteAllText(
            Path.Combine(folder, "package-lock.json"),
            $$"""
            { "name": "user", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
              "": { "name": "user", "version": "1.0.0", "dependencies": { "tiny": "1.0.0" } },
              "node_modules/tiny": { "version": "1.0.0", "resolved": "{{Address}}tiny/-/tiny-1.0.0.tgz", "integrity": "{{integrity}}" } } }
            """
        );
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await AnswerAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        var buffer = new byte[16 << 10];
        var asked = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        var found = asked.StartsWith("GET /tiny/-/tiny-1.0.0.tgz ", StringComparison.Ordinal);
        if (found)
            Interlocked.Increment(ref _downloads);
        var body = found ? _tarball : [];
        var head =
            $"HTTP/1.1 {(found ? "200 OK" : "404 Not Found")}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body);
    }

    private static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip))
        {
            Add(tar, "package/package.json", """{ "name": "tiny", "version": "1.0.0", "main": "index.js" }""");
            Add(tar, "package/index.js", "module.exports = 42;\n");
        }
        return packed.ToArray();
    }

    private static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
            }
        );
}
