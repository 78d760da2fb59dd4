using Polpo.Client;

namespace Polpo.Tests.Cli;

public sealed class WebhookCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_webhook_is_added_and_its_secret_shown_once()
    {
        _cli.Server.Answers("POST webhooks", View() with { Secret = "whsec_abc" });
        (
            await _cli.Polpo("webhook", "add", "https://example.com/", "--event", "task:*", "--event", "agent:spawned")
        ).ShouldBe(0);
        _cli.Server.Requests.Last()
            .Body.ShouldBe("""{"url":"https://example.com/","events":["task:*","agent:spawned"],"workspace":"w"}""");
        _cli.Out.ShouldContain("not shown again:\nwhsec_abc\n");
        _cli.Server.Answers("GET webhooks?workspace=w", new Page<WebhookView>([View()]));
        (await _cli.Polpo("webhook", "list")).ShouldBe(0);
        _cli.Out.ShouldContain("wh_1     active  task:*  https://example.com/\n");
    }

    [Fact]
    public async Task Events_have_to_be_named() =>
        (await _cli.Polpo("webhook", "add", "https://example.com/")).ShouldBe(2);

    [Fact]
    public async Task Answers_of_others_have_no_effect_on_the_terminal()
    {
        var one = new WebhookDeliveryView(
            "evt_1",
            "wh_1",
            "task:fix",
            "failed",
            8,
            null,
            500,
            "{}",
            "\u001b[2J",
            "It answered \u001b[31m500.",
            3,
            At,
            At
        );
        _cli.Server.Answers("GET webhooks/wh_1/deliveries", new Page<WebhookDeliveryView>([one]));
        (await _cli.Polpo("webhook", "deliveries", "wh_1")).ShouldBe(0);
        _cli.Out.ShouldNotContain("\u001b");
    }

    private static DateTimeOffset At => DateTimeOffset.UnixEpoch;

    private static WebhookView View() =>
        new("wh_1", "w", "https://example.com/", ["task:*"], null, "active", null, null, At, At);
}
