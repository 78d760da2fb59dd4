using System.Text.Json;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;
using Polpo.Testing.Shipped;
using Polpo.Tests.Egress;

namespace Polpo.Tests.Webhooks;

/// <summary>The shipped server in a network of its own; who is told of events is in another one, behind TLS and a resolver. Needs root.</summary>
public sealed class OtherNetworkTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TwoNetworks _world = null!;
    private ShippedPolpo _polpo = null!;
    private RunningServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Clone => Path.Combine(_polpo.Folder, "shop");

    public async ValueTask InitializeAsync()
    {
        _world = await TwoNetworks.MakeAsync(_authority.Path);
        var inside = _world.Options().RunnerPath!; // just written
        var program = new ShippedPolpo();
        await program.DisposeAsync();
        _polpo = new ShippedPolpo(new Dictionary<string, string> { ["RUNNER"] = program.Program }, inside);
        Directory.CreateDirectory(Clone);
        Cli.Clone.Make(Clone);
        _server = await RunningServer.StartAsync(_polpo, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_polpo is not null)
            await _polpo.DisposeAsync();
        if (_world is not null)
            await _world.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task An_event_comes_signed_over_TLS_from_the_other_network()
    {
        _world.Names["hook.test"] = TwoNetworks.Web;
        using var receiver = Receive("hook.test", _authority);
        var webhook = await AddAsync("https://hook.test/in");

        await HappenAsync();
        await _came.Task.WaitAsync(Stop);

        var request = receiver.Requests.ShouldHaveSingleItem();
        request.ShouldStartWith("POST /in HTTP/1.1\r\n");
        var body = request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        JsonDocument.Parse(body).RootElement.GetProperty("event").GetString().ShouldBe("task:created");
        var key = new Secret(webhook.GetProperty("secret").GetString()!);
        Header(request, "webhook-signature")
            .ShouldBe(
                WebhookSignature.Of(
                    key,
                    Header(request, "webhook-id"),
                    long.Parse(Header(request, "webhook-timestamp"), null),
                    body
                )
            );
    }

    [Fact]
    public async Task A_receiver_whose_certificate_nobody_vouches_for_is_told_nothing()
    {
        using var stranger = new TestAuthority();
        _world.Names["hook.test"] = TwoNetworks.Web;
        using var receiver = Receive("hook.test", stranger);
        var webhook = await AddAsync("https://hook.test/in");

        await HappenAsync();

        (await ErrorAsync(webhook)).ShouldContain("SSL");
        string.Concat(receiver.Requests).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_told_nothing()
    {
        _world.Names["hook.test"] = TwoNetworks.Web;
        using var receiver = Receive("other.test", _authority);
        var webhook = await AddAsync("https://hook.test/in");

        await HappenAsync();

        (await ErrorAsync(webhook)).ShouldContain("SSL");
        string.Concat(receiver.Requests).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    public async Task A_name_that_leads_to_a_private_address_is_refused(string address)
    {
        _world.Names["hook.test"] = address;

        var refused = await _polpo.RunAsync(
            Stop,
            "webhook",
            "add",
            "https://hook.test/in",
            "--event",
            "task:created",
            "--repo",
            Clone
        );

        refused.ExitCode.ShouldBe(3, refused.ToString());
    }

    private WebServer Receive(string name, TestAuthority authority) =>
        new(
            _world,
            TwoNetworks.Web,
            443,
            _ =>
            {
                _came.TrySetResult();
                return WebServer.Ok("thanks");
            },
            authority.For(name)
        );

    private Task<JsonElement> AddAsync(string url) =>
        AnswerAsync("webhook", "add", url, "--event", "task:created", "--repo", Clone, "--json");

    private Task<JsonElement> HappenAsync() =>
        AnswerAsync("task", "add", "Look at it", "--draft", "--repo", Clone, "--json");

    /// <summary>What the log says of the first attempt, once there was one; empty when it was taken.</summary>
    private async Task<string> ErrorAsync(JsonElement webhook)
    {
        while (true)
        {
            var log = await AnswerAsync("webhook", "deliveries", webhook.GetProperty("id").GetString()!, "--json");
            if (log.ValueKind != JsonValueKind.Object)
                continue;
            if (log.TryGetProperty("error", out var error))
                return error.GetString()!;
            if (log.GetProperty("status").GetString() == "delivered")
                return "";
        }
    }

    private async Task<JsonElement> AnswerAsync(params string[] arguments)
    {
        var ended = await _polpo.RunAsync(Stop, arguments);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended.Output.Length == 0 ? default : ShippedPolpo.LastLine(ended);
    }

    private static string Header(string request, string name) =>
        request
            .Split("\r\n")
            .Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Split(':', 2)[1]
            .Trim();
}
