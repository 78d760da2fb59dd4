using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Egress;

/// <summary>
/// Two networks and a cable between them: a runner lives in the inner one, at 203.0.113.1, and all that it takes for the world is in
/// the outer one, its resolver included. So an allowed host is reached through the guard as it is in production. Needs root.
/// </summary>
internal sealed class TwoNetworks : IAsyncDisposable
{
    public const string Web = "203.0.113.2";
    public const string Other = "203.0.113.3";
    public const string Runner = "203.0.113.1";
    private const string Resolver = "203.0.113.53";

    private readonly string _name = RandomNumberGenerator.GetHexString(6, lowercase: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-net-").FullName;

    private TwoNetworks() { }

    public NameServer Names { get; private set; } = null!;

    /// <summary>A file of certificates that the runner takes for the system's.</summary>
    public string? Authorities { get; init; }

    private string Inner => $"polpo-in-{_name}";

    private string Outer => $"polpo-out-{_name}";

    public static async Task<TwoNetworks> MakeAsync(string? authorities = null)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Making networks takes root.");
        var made = new TwoNetworks { Authorities = authorities };
        try
        {
            await made.BuildAsync();
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Options under which a runner is started in the inner network; the variable RUNNER names another program for it.</summary>
    public SandboxOptions Options(SandboxOptions? options = null)
    {
        var path = Path.Combine(_folder, "runner");
        var trust = Authorities is null ? "" : $"export SSL_CERT_FILE='{Authorities}'\n";
        File.WriteAllText(
            path,
            $"""
            #!/bin/sh
            unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy
            [ -n "$RUNNER" ] || RUNNER='{Path.Combine(AppContext.BaseDirectory, "polpo-runner")}'
            {trust}exec nsenter --net=/run/netns/{Inner} unshare --mount /bin/sh -c 'mount --bind "$0" /etc/resolv.conf && exec "$@"' '{_folder}/resolv.conf' "$RUNNER" "$@"

            """
        );
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return (options ?? new SandboxOptions()) with { RunnerPath = path };
    }

    /// <summary>A socket of the outer network.</summary>
    public Socket Outside(SocketType type, ProtocolType protocol) => In(Outer, type, protocol);

    public async ValueTask DisposeAsync()
    {
        Names?.Dispose();
        foreach (var name in new[] { Inner, Outer }.Where(name => File.Exists($"/run/netns/{name}")))
            await IpAsync("netns", "del", name);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BuildAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "resolv.conf"),
            $"nameserver {Resolver}\noptions timeout:2\n"
        );
        await IpAsync("netns", "add", Inner);
        await IpAsync("netns", "add", Outer);
        await IpAsync(
            "link",
            "add",
            "cable0",
            "netns",
            Inner,
            "type",
            "veth",
            "peer",
            "name",
            "cable0",
            "netns",
            Outer
        );
        await AddressAsync(Inner, $"{Runner}/24");
        // What a cloud and a company have nearby is really there: only the guard stands before it.
        foreach (
            var address in new[] { $"{Web}/24", $"{Other}/24", $"{Resolver}/24", "169.254.169.254/32", "10.1.2.3/32" }
        )
            await AddressAsync(Outer, address);
        foreach (var (name, link) in new[] { (Inner, "lo"), (Outer, "lo"), (Inner, "cable0"), (Outer, "cable0") })
            await IpAsync("-n", name, "link", "set", link, "up");
        await IpAsync("-n", Inner, "route", "add", "default", "via", Web);
        Names = new NameServer(Outside(SocketType.Dgram, ProtocolType.Udp), Resolver);
    }

    private static Task AddressAsync(string name, string address) =>
        IpAsync("-n", name, "address", "add", address, "dev", "cable0");

    private static async Task IpAsync(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"ip {string.Join(' ', words)}: {errors}");
    }

    /// <summary>A socket stays in the network in which it was made: a thread enters it and is thrown away.</summary>
    private static Socket In(string name, SocketType type, ProtocolType protocol)
    {
        Socket? made = null;
        var thread = new Thread(() =>
        {
            using var handle = File.OpenHandle($"/run/netns/{name}");
            if (SetNs(handle, 0) == 0)
                made = new Socket(AddressFamily.InterNetwork, type, protocol);
        });
        thread.Start();
        thread.Join();
        return made.ShouldNotBeNull(name.ToString(CultureInfo.InvariantCulture));
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetNs(SafeFileHandle handle, int kind);
}
