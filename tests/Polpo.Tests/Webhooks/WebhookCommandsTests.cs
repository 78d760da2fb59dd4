using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Webhooks;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;

namespace Polpo.Tests.Webhooks;

public sealed class WebhookCommandsTests : IAsyncLifetime
{
    private WebhookBench _bench = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await WebhookBench.StartAsync(Database.Sqlite);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("http://example.com/", "https only")]
    [InlineData("ftp://example.com/", "https only")]
    [InlineData("file:///etc/passwd", "must be an address")]
    [InlineData("example.com", "must be an address")]
    [InlineData("https://ann:secret@example.com/", "must not carry a name or a password")]
    [InlineData("https://127.0.0.1/", "inside this machine")]
    [InlineData("https://localhost/", "inside this machine")]
    [InlineData("https://[::1]/", "inside this machine")]
    [InlineData("https://[::ffff:10.0.0.1]/", "inside this machine")]
    [InlineData("https://2130706433/", "inside this machine")]
    [InlineData("https://0x7f.1/", "inside this machine")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "inside this machine")]
    [InlineData("https://192.168.1.1/", "inside this machine")]
    [InlineData("https://no-such-host.invalid/", "has no address")]
    public async Task Only_public_addresses_over_https_are_sent_to(string url, string says) =>
        (await RefusalAsync(url, "task:*")).ShouldContain(says);

    [Fact]
    public async Task An_address_that_leads_inside_later_is_not_sent_to()
    {
        // The guard stands at each connection, too: an address that was stored before it stood is no way around it.
        var (webhook, _) = await _bench.AddAsync();
        await _bench.Engine.Database.WriteAsync(
            _bench.Workspace.Id,
            async work =>
            {
                var row = (await work.Db.FindAsync<Webhook>([webhook.Id], Stop))!;
                row.Url = $"https://localhost:{new Uri(_bench.Receiver.Url).Port}/";
                return row.Version++;
            },
            Stop
        );
        await _bench.HappenAsync();
        await _bench.WakeAsync(webhook);
        var one = (await _bench.LogAsync(webhook)).ShouldHaveSingleItem();
        (one.Status, one.Attempts).ShouldBe((DeliveryStatus.Pending, 1));
        one.Error!.ShouldContain("inside this machine");
        _bench.Receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_that_never_come_are_refused() =>
        (await RefusalAsync(_bench.Receiver.Url, "task:complted")).ShouldContain("Of task there are");

    [Fact]
    public async Task Its_key_is_shown_once_and_stands_nowhere_in_the_clear()
    {
        var (webhook, key) = await _bench.AddAsync();
        var text = key.Reveal();
        text.ShouldStartWith("whsec_");
        (await _bench.Engine.Get<VaultCommands>().ListAsync(_bench.Workspace, Stop)).ShouldBeEmpty();
        var files = Directory.GetFiles(_bench.Home, "*", SearchOption.AllDirectories);
        foreach (var path in files.Where(path => Path.GetFileName(path) != "lock"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync(Stop)).ShouldNotContain(text["whsec_".Length..], Case.Sensitive, path);
        }
        await _bench.Commands.RemoveAsync(webhook.Id, _bench.Caller, Stop);
        _bench.Engine.Get<PartSecrets>().Find(_bench.Workspace.Id, webhook.Id, "SIGNING_KEY").ShouldBeNull();
    }

    [Fact]
    public async Task A_person_cannot_pass_for_a_part_of_the_product_in_the_vault()
    {
        var (webhook, _) = await _bench.AddAsync();
        var vault = _bench.Engine.Get<VaultCommands>();
        var set = () =>
            vault.SetAsync(
                _bench.Workspace,
                "SIGNING_KEY",
                $"polpo:{webhook.Id}",
                new Secret("known"),
                [],
                _bench.Caller,
                Stop
            );
        var remove = () =>
            vault.RemoveAsync(_bench.Workspace, "SIGNING_KEY", $"polpo:{webhook.Id}", _bench.Caller, Stop);
        await set.ShouldThrowAsync<RefusedException>();
        await remove.ShouldThrowAsync<RefusedException>();
    }

    [Fact]
    public async Task What_the_journal_keeps_of_an_address_has_no_path()
    {
        var (webhook, _) = await _bench.Commands.CreateAsync(
            _bench.Workspace.Id,
            _bench.Receiver.Url + "/T00/secret?token=abc",
            ["task:*"],
            null,
            _bench.Caller,
            Stop
        );
        var facts = await _bench.Engine.Journal.ReadAsync(_bench.Workspace.Id, 0, 100, webhook.Id, Stop);
        facts.ShouldHaveSingleItem().Body.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_workspace_has_at_most_ten()
    {
        for (var i = 0; i < 10; i++)
            await _bench.AddAsync();
        var refused = await Should.ThrowAsync<RefusedException>(() => _bench.AddAsync());
        refused.Refusal.ShouldBe(Refusal.OverLimit);
    }

    [Fact]
    public async Task A_webhook_of_somebody_else_does_not_exist()
    {
        var (webhook, _) = await _bench.AddAsync();
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve");
        var queries = _bench.Engine.Get<WebhookQueries>();
        Func<Task>[] attempts =
        [
            () => queries.GetAsync(webhook.Id, stranger, Stop),
            () => queries.DeliveriesAsync(webhook.Id, null, 10, stranger, Stop),
            () => queries.ListAsync(_bench.Workspace.Id, stranger, Stop),
            () => _bench.Commands.RotateAsync(webhook.Id, stranger, Stop),
            () => _bench.Commands.RemoveAsync(webhook.Id, stranger, Stop),
            () => _bench.Commands.ChangeAsync(webhook.Id, new WebhookChange(null, ["*"], null, null), stranger, Stop),
            () =>
                _bench.Commands.RedeliverAsync(
                    webhook.Id,
                    Id<WebhookDelivery>.New(TimeProvider.System),
                    stranger,
                    Stop
                ),
            () => _bench.Commands.CreateAsync(_bench.Workspace.Id, _bench.Receiver.Url, ["*"], null, stranger, Stop),
        ];
        foreach (var attempt in attempts)
            (await attempt.ShouldThrowAsync<RefusedException>()).Refusal.ShouldBe(Refusal.NotFound);
    }

    private async Task<string> RefusalAsync(string url, string events) =>
        (
            await Should.ThrowAsync<RefusedException>(() =>
                _bench.Commands.CreateAsync(_bench.Workspace.Id, url, [events], null, _bench.Caller, Stop)
            )
        ).Message;
}
