using Polpo.Core.Sandboxes;
using Polpo.Tests.Sandboxes;

namespace Polpo.Tests.Egress;

/// <summary>What leaves a sandbox, and what cannot: on real networks, through the guard as it is.</summary>
public abstract class EgressTests(Rung rung)
{
    [Fact]
    public async Task Without_allowed_hosts_there_is_no_network_at_all()
    {
        await using var world = await TwoNetworks.MakeAsync();
        using var server = new WebServer(world, TwoNetworks.Web, 80, _ => WebServer.Ok("secret"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            $"cat /proc/net/dev | wc -l; curl -sS -m 5 http://{TwoNetworks.Web}/; exec 3<>/dev/tcp/{TwoNetworks.Web}/80"
        );

        result.Output.ShouldStartWith("3\n");
        result.ExitCode.ShouldNotBe(0);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_allowed_host_is_reached_and_another_is_refused_with_the_reason()
    {
        await using var world = await TwoNetworks.MakeAsync();
        world.Names["api.test"] = TwoNetworks.Web;
        world.Names["other.test"] = TwoNetworks.Other;
        using var server = new WebServer(world, TwoNetworks.Web, 80, _ => WebServer.Ok("hello"));
        using var other = new WebServer(world, TwoNetworks.Other, 80, _ => WebServer.Ok("secret"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab, ["api.test", "*.test"], ["other.test"]);

        var allowed = await lab.RunAsync(sandbox, "curl -sS http://api.test/x; curl -sS -p http://api.test/y");
        var denied = await lab.RunAsync(
            sandbox,
            "curl -sS http://other.test/; curl -sS http://example.com/; curl -sS -w '%{http_connect}' https://other.test/; curl -sS http://api.test:22/"
        );

        allowed.Output.ShouldBe("hellohello");
        denied.Output.ShouldContain("other.test:80 is denied by name.");
        denied.Output.ShouldContain("example.com:80 is not among the hosts that this agent may reach");
        denied.Output.ShouldContain("403");
        denied.Output.ShouldContain("api.test:22 is not among");
        server.Requests.Count.ShouldBe(2);
        server.Requests.ShouldAllBe(request => !request.Contains("Proxy", StringComparison.OrdinalIgnoreCase));
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_direct_connection_past_the_proxy_finds_nothing()
    {
        await using var world = await TwoNetworks.MakeAsync();
        world.Names["api.test"] = TwoNetworks.Web;
        using var server = new WebServer(world, TwoNetworks.Web, 80, _ => WebServer.Ok("secret"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab, ["api.test"]);

        var result = await lab.RunAsync(
            sandbox,
            $"curl -sS --noproxy '*' -m 5 http://{TwoNetworks.Web}/; curl -sS --noproxy '*' -m 5 http://api.test/; echo > /dev/udp/203.0.113.53/53"
        );

        result.Output.ShouldNotContain("secret");
        result.ExitCode.ShouldNotBe(0);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_allowed_name_or_address_that_leads_inside_is_refused()
    {
        await using var world = await TwoNetworks.MakeAsync();
        foreach (
            var (name, address) in new[]
            {
                ("loop", "127.0.0.1"),
                ("own", TwoNetworks.Runner),
                ("meta", "169.254.169.254"),
                ("office", "10.1.2.3"),
            }
        )
            world.Names[name + ".test"] = address;
        using var metadata = new WebServer(world, "169.254.169.254", 80, _ => WebServer.Ok("secret"));
        using var office = new WebServer(world, "10.1.2.3", 80, _ => WebServer.Ok("secret"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab, ["*"]);
        string[] targets =
        [
            "loop.test",
            "own.test",
            "meta.test",
            "office.test",
            "169.254.169.254",
            "10.1.2.3",
            "2130706433",
            "0x7f.1",
            "0251.0376.0251.0376",
            "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]",
            "[::1]",
            "[64:ff9b::a9fe:a9fe]",
            "localhost",
            TwoNetworks.Runner,
        ];

        var result = await lab.RunAsync(
            sandbox,
            string.Join(
                '\n',
                targets.SelectMany(target =>
                    new[]
                    {
                        $"curl -gsS --noproxy '' http://{target}/",
                        // Asked for in the proxy's own language, past what curl makes of such a name.
                        $"exec 3<>/dev/tcp/127.0.0.1/3128; printf 'CONNECT {target}:80 HTTP/1.1\\r\\nProxy-Authorization: Basic %s\\r\\n\\r\\n' \"$(printf %s \"${{HTTP_PROXY#http://}}\" | cut -d@ -f1 | tr -d '\\n' | base64 -w0)\" >&3; cat <&3; exec 3>&-",
                    }
                )
            )
        );

        result
            .Output.Split('\n')
            .Count(line => line.Contains("inside this machine or its network", StringComparison.Ordinal))
            .ShouldBe(targets.Length * 2, result.Output);
        metadata.Requests.ShouldBeEmpty();
        office.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_is_resolved_once_and_a_redirect_is_looked_at_anew()
    {
        await using var world = await TwoNetworks.MakeAsync();
        world.Names.Turn("turning.test", TwoNetworks.Web, "169.254.169.254");
        world.Names["api.test"] = TwoNetworks.Web;
        using var server = new WebServer(
            world,
            TwoNetworks.Web,
            80,
            _ =>
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        using var metadata = new WebServer(world, "169.254.169.254", 80, _ => WebServer.Ok("secret"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab, ["*"]);

        var turning = await lab.RunAsync(
            sandbox,
            "curl -sS -o /dev/null -w '%{http_code} ' http://turning.test/; curl -sS http://turning.test/"
        );
        var redirected = await lab.RunAsync(sandbox, "curl -sSL http://api.test/");

        turning.Output.ShouldStartWith("302 turning.test leads to an address inside");
        redirected.Output.ShouldContain("169.254.169.254 leads to an address inside");
        metadata.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_request_is_known_by_its_command_and_nobody_asks_without_a_pass()
    {
        await using var world = await TwoNetworks.MakeAsync();
        world.Names["api.test"] = TwoNetworks.Web;
        using var server = new WebServer(world, TwoNetworks.Web, 80, _ => WebServer.Ok("0123456789"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab, ["api.test"]);

        await lab.RunAsync(
            sandbox,
            "curl -sS http://api.test/a; curl -sS http://api.test/b; curl -sS http://other.test/"
        );
        await lab.RunAsync(sandbox, "curl -sS http://api.test/c");
        var nobody = await lab.RunAsync(
            sandbox,
            "curl -sS -x http://127.0.0.1:3128 http://api.test/; curl -sS -x http://run:guess@127.0.0.1:3128 http://api.test/"
        );
        var first = await lab.Sandboxes.ReadEgressAsync("ses_1", 0, SandboxLab.Token);
        await lab.Sandboxes.EndAsync("ses_1", SandboxLab.Token);
        var rest = await lab.NewClient().ReadEgressAsync("ses_1", first.Offset, SandboxLab.Token);

        nobody
            .Output.Split('\n')
            .Count(line => line.StartsWith("The proxy has to know", StringComparison.Ordinal))
            .ShouldBe(2);
        server.Requests.Count.ShouldBe(3);
        var all = first.Totals.Concat(rest.Totals).ToList();
        all.Where(total => total.Refusal is null && total.Run == "call_1").Sum(total => total.Requests).ShouldBe(2);
        all.Where(total => total.Refusal is null && total.Run == "call_2").Sum(total => total.Requests).ShouldBe(1);
        all.Single(total => total.Refusal is not null)
            .ShouldSatisfyAllConditions(
                total => total.Run.ShouldBe("call_1"),
                total => total.Host.ShouldBe("other.test"),
                total => total.Refusal!.ShouldContain("may reach")
            );
        all.Sum(total => total.Received).ShouldBeGreaterThan(30);
        all.Sum(total => total.Sent).ShouldBeGreaterThan(30);
        await lab.Sandboxes.CloseAsync("ses_1", SandboxLab.Token);
        (await lab.Sandboxes.ReadEgressAsync("ses_1", 0, SandboxLab.Token)).Totals.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_installation_bounds_what_any_workspace_allows()
    {
        await using var world = await TwoNetworks.MakeAsync();
        world.Names["api.test"] = TwoNetworks.Web;
        using var server = new WebServer(world, TwoNetworks.Web, 80, _ => WebServer.Ok("secret"));
        await using var lab = new SandboxLab(
            rung,
            world.Options(new SandboxOptions { AllowedHosts = ["company.test"] })
        );
        var sandbox = await OpenAsync(lab, ["api.test"]);

        var result = await lab.RunAsync(sandbox, "curl -sS http://api.test/");

        result.Output.ShouldContain("is not among the hosts that this installation allows");
        server.Requests.ShouldBeEmpty();
    }

    private static Task<ISandbox> OpenAsync(SandboxLab lab, string[] allowed, string[]? denied = null) =>
        lab.OpenAsync(
            lab.Spec() with
            {
                Network = new NetworkPolicy { AllowedHosts = allowed, DeniedHosts = denied ?? [] },
            }
        );
}
