using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Lending;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Tools;

/// <summary>Secrets in tools: the model reads and writes names, a lent host gets the value, and nothing else does.</summary>
public sealed class VaultToolTests : IAsyncLifetime
{
    private const string Value = "canary-5a&b=c\"d";
    private readonly List<string> _got = [];
    private WebApplication _server = null!;
    private WebApplication _other = null!;
    private ToolBench _bench = null!;

    private string Address => _server.Urls.First();

    private static int PortOf(WebApplication server) => new Uri(server.Urls.First()).Port;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync();
        _other = await StartAsync();
        _bench = new ToolBench($"127.0.0.1:{PortOf(_server)}", $"127.0.0.1:{PortOf(_other)}");
        var crm = Entry("crm", [$"127.0.0.1:{PortOf(_server)}"]) with
        {
            Type = VaultEntryType.Oauth,
            Label = "Customers",
            Fields = [new VaultField("client_id", "polpo"), new VaultField("client_secret")],
        };
        var away = Entry("AWAY", ["api.example.com"]);
        // Without a port: over TLS only.
        var tls = Entry("TLS", ["127.0.0.1"]);
        _bench.Secrets = new LentSecrets(
            [Lent(crm, "client_secret"), Lent(away, "value"), Lent(tls, "value")],
            _ => Task.FromResult<IReadOnlyList<VaultEntry>>([away, crm, Entry("UNLENT", [])])
        );
    }

    public async ValueTask DisposeAsync()
    {
        _bench.Dispose();
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task The_list_and_the_details_have_names_hosts_and_stand_ins_and_no_value()
    {
        var list = await _bench.TextAsync("vault_list", new { });
        list.Split('\n')[1]
            .ShouldBe(
                $"crm (oauth, \"Customers\"); fields client_id, client_secret; works at 127.0.0.1:{PortOf(_server)} and nowhere else"
            );
        list.ShouldContain("UNLENT (custom); fields value; lent to no host");

        var details = await _bench.TextAsync("vault_get", new { service = "crm" });
        details.ShouldContain("client_id: polpo\n");
        details.ShouldContain("In commands $CRM_CLIENT_SECRET");
        details.ShouldContain("{{vault:crm.client_secret}}");
        (await _bench.TextAsync("vault_get", new { service = "AWAY" })).ShouldContain("{{vault:AWAY}}");
        (await _bench.TextAsync("vault_get", new { service = "UNLENT" })).ShouldContain("not lent to you");
        (await _bench.ErrorAsync("vault_get", new { service = "another" })).ShouldContain(
            "You have AWAY, crm, UNLENT."
        );
        (list + details).ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_lent_host_gets_the_value_in_address_header_login_and_body_and_the_model_does_not()
    {
        var login = Convert.ToBase64String("me:{{vault:crm.client_secret}}"u8);

        var said = await _bench.TextAsync(
            "http_fetch",
            new
            {
                url = $"{Address}/echo?q=1&key={{{{vault:crm.client_secret}}}}",
                method = "POST",
                headers = new Dictionary<string, string>
                {
                    ["x-key"] = "key {{vault:crm.client_secret}}",
                    ["authorization"] = $"Basic {login}",
                },
                body = "before {{vault:crm.client_secret}} after",
            }
        );

        _got.ShouldBe([
            $"key={Value}",
            $"x-key=key {Value}",
            $"authorization=Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Value}"))}",
            $"body=before {Value} after",
        ]);
        said.ShouldNotContain("canary");
        said.ShouldContain("[secret CRM_CLIENT_SECRET]");
        _bench.Left.ShouldHaveSingleItem().Secrets.ShouldBe(["CRM_CLIENT_SECRET"]);
    }

    [Theory]
    [InlineData("{{vault:AWAY}}", "is not lent to 127.0.0.1")]
    [InlineData("{{vault:TLS}}", "without TLS")]
    [InlineData("{{vault:crm}}", "is no secret that is lent to you")]
    [InlineData("{{vault:UNLENT}}", "is no secret that is lent to you")]
    [InlineData("{{vault:nothing.at_all}}", "is no secret that is lent to you")]
    public async Task What_is_not_lent_to_the_host_is_refused_and_nothing_is_sent(string placeholder, string reason)
    {
        foreach (
            var request in new object[]
            {
                new { url = $"{Address}/echo?key={placeholder}" },
                new { url = $"{Address}/echo", headers = new Dictionary<string, string> { ["x-key"] = placeholder } },
                new
                {
                    url = $"{Address}/echo",
                    method = "POST",
                    body = placeholder,
                },
                new
                {
                    url = $"{Address}/echo",
                    headers = new Dictionary<string, string>
                    {
                        ["authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(placeholder))}",
                    },
                },
            }
        )
            (await _bench.ErrorAsync("http_fetch", request)).ShouldContain(reason);
        _got.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_to_another_host_takes_no_value_along()
    {
        var to = Uri.EscapeDataString($"{_other.Urls.First()}/echo");

        var said = await _bench.ErrorAsync(
            "http_fetch",
            new
            {
                url = $"{Address}/to?url={to}",
                headers = new Dictionary<string, string> { ["x-key"] = "{{vault:crm.client_secret}}" },
            }
        );

        said.ShouldContain($"is not lent to 127.0.0.1:{PortOf(_other)}");
        _got.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_download_that_repeats_the_value_is_cleaned_however_it_is_cut()
    {
        await _bench.TextAsync(
            "http_download",
            new
            {
                url = $"{Address}/long",
                path = "kept.txt",
                headers = new Dictionary<string, string> { ["x-key"] = "{{vault:crm.client_secret}}" },
            }
        );

        var kept = await File.ReadAllTextAsync(_bench.At("kept.txt"), TestContext.Current.CancellationToken);
        kept.ShouldNotContain("canary");
        kept.ShouldContain("[secret CRM_CLIENT_SECRET]");
        kept.ShouldEndWith("end");
    }

    [Fact]
    public async Task A_command_that_names_a_secret_as_web_tools_do_is_told_its_variable()
    {
        var said = await _bench.ErrorAsync("bash", new { command = "curl -H 'k: {{vault:crm.client_secret}}'" });

        said.ShouldContain("as the variable $CRM_CLIENT_SECRET. Nothing was run.");
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/to", (string url) => Results.Redirect(url));
        server.MapGet(
            "/long",
            (HttpRequest request) =>
                Results.Text(new string('x', 65_530) + request.Headers["x-key"] + new string('y', 70_000) + "end")
        );
        server.Map("/echo", EchoAsync);
        await server.StartAsync();
        return server;
    }

    private async Task<IResult> EchoAsync(HttpRequest request)
    {
        var body = await new StreamReader(request.Body).ReadToEndAsync();
        _got.AddRange(
            new[]
            {
                $"key={request.Query["key"]}",
                $"x-key={request.Headers["x-key"]}",
                $"authorization={request.Headers.Authorization}",
                $"body={body}",
            }
        );
        return Results.Text($"{request.Query["key"]} {request.QueryString} {request.Headers["x-key"]} {body}");
    }

    private static VaultEntry Entry(string name, string[] hosts) =>
        new(name, null, hosts, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static LentSecret Lent(VaultEntry entry, string field) =>
        new(new VaultField(field).VariableOf(entry.Name), new Secret(Value), entry.Hosts)
        {
            Entry = entry.Name,
            Field = field,
        };
}
