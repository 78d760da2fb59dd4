using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Egress;

/// <summary>How lists of hosts are read and in which order they count.</summary>
public sealed class HostPolicyTests
{
    [Theory]
    [InlineData("example.com", "example.com", 443, true)]
    [InlineData("example.com", "EXAMPLE.com.", 80, true)]
    [InlineData("example.com", "example.com", 22, false)]
    [InlineData("example.com", "www.example.com", 443, false)]
    [InlineData("example.com", "badexample.com", 443, false)]
    [InlineData("*.example.com", "a.b.example.com", 443, true)]
    [InlineData("*.example.com", "example.com", 443, false)]
    [InlineData("*.example.com", "badexample.com", 443, false)]
    [InlineData("*.example.com", ".example.com", 443, false)]
    [InlineData("example.com:8443", "example.com", 8443, true)]
    [InlineData("example.com:8443", "example.com", 443, false)]
    [InlineData("*:8443", "anything.test", 8443, true)]
    [InlineData("[2001:4860::1]:99", "2001:4860:0:0::1", 99, true)]
    [InlineData("bücher.example", "xn--bcher-kva.example", 443, true)]
    public void An_allowed_host_is_met_as_it_is_meant(string entry, string host, int port, bool met) =>
        (Refusal([entry], [], null, host, port) is null).ShouldBe(met);

    [Theory]
    [InlineData("evil.example.com", "evil.example.com", 8443)]
    [InlineData("*.example.com", "evil.example.com", 443)]
    [InlineData("8.8.8.8", "134744072", 443)]
    [InlineData("8.8.8.8", "0x8.0x8.0x8.0x8", 443)]
    [InlineData("8.8.8.8", "::ffff:8.8.8.8", 443)]
    public void What_is_denied_is_denied_whatever_is_allowed_and_however_it_is_spelled(
        string entry,
        string host,
        int port
    ) => Refusal(["*", "*:8443"], [entry], null, host, port)!.ShouldEndWith("is denied by name.");

    [Fact]
    public void The_installation_can_only_make_the_list_shorter()
    {
        var bound = new[] { "b.test", "c.test" };

        Refusal(["a.test", "b.test"], [], bound, "b.test", 443).ShouldBeNull();
        Refusal(["a.test", "b.test"], [], bound, "a.test", 443)!.ShouldContain("this installation allows");
        Refusal(["a.test", "b.test"], [], bound, "c.test", 443)!.ShouldContain("this agent may reach");
        Refusal(["a.test"], [], [], "a.test", 443).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://example.com")]
    [InlineData("example.com/path")]
    [InlineData("exa mple.com")]
    [InlineData("example.com:0")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:http")]
    [InlineData("*.")]
    [InlineData("*example.com")]
    [InlineData("a.*.example.com")]
    [InlineData("example.com\r\nevil.com")]
    public void What_names_no_host_is_no_entry(string entry) => NetworkPolicy.IsEntry(entry).ShouldBeFalse();

    private static string? Refusal(string[] allowed, string[] denied, string[]? bound, string host, int port) =>
        new NetworkGate(new SandboxOptions { AllowedHosts = bound }).Refusal(
            new NetworkPolicy { AllowedHosts = allowed, DeniedHosts = denied },
            host,
            port
        );
}
