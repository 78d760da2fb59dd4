using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Polpo.Core.Webhooks;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Webhooks;

public sealed class WebhookDeliveryTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Events_come_signed_once_and_in_order(Database database)
    {
        await using var bench = await WebhookBench.StartAsync(database);
        await bench.HappenAsync(); // before it was asked for
        var (webhook, key) = await bench.AddAsync();
        await bench.HappenAsync(2);
        await bench.Receiver.ComeAsync(2);
        await bench.HappenAsync();
        await bench.Receiver.ComeAsync(1);

        var log = await bench.LogAsync(webhook);
        log.Select(one => (one.Status, one.Attempts, one.StatusCode, one.Response))
            .Distinct()
            .ShouldBe([(DeliveryStatus.Delivered, 1, 200, "thanks")]);
        bench.Receiver.Requests.Select(Attempt).ShouldBe([2, 3, 4]);
        bench.Receiver.Requests.Select(one => one.Id).ShouldBe(log.Select(one => one.Id.Text));
        foreach (var request in bench.Receiver.Requests)
        {
            Verify(request, key).ShouldBeTrue();
            Verify(request with { Body = request.Body.Replace("fix", "fax", StringComparison.Ordinal) }, key)
                .ShouldBeFalse();
            Verify(request, new Secret("whsec_" + Convert.ToBase64String(new byte[32]))).ShouldBeFalse();
        }
        var body = JsonNode.Parse(bench.Receiver.Requests.First().Body)!;
        body["event"]!.ToString().ShouldBe("task:fix");
        body["id"]!.ToString().ShouldStartWith("evt_");
        body["timestamp"].ShouldNotBeNull();
    }

    [Theory, OnEachDatabase]
    public async Task What_is_not_taken_is_sent_again_later_and_holds_up_what_follows(Database database)
    {
        await using var bench = await WebhookBench.StartAsync(database);
        var down = true;
        bench.Receiver.Answer = _ => down ? (503, "later") : (204, "");
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync(2);
        await bench.Receiver.ComeAsync(1);
        await bench.WakeAsync(webhook);
        bench.Receiver.Requests.Count.ShouldBe(1);
        down = false;
        await bench.PassAsync(webhook, TimeSpan.FromSeconds(6));

        var log = await bench.LogAsync(webhook);
        log.Select(one => (one.Status, one.Attempts))
            .ShouldBe([(DeliveryStatus.Delivered, 2), (DeliveryStatus.Delivered, 1)], log[^1].Error);
        bench.Receiver.Requests.Select(Attempt).ShouldBe([1, 1, 2]);
        bench.Receiver.Requests.Select(one => one.Id).Distinct().Count().ShouldBe(2);
    }

    [Theory, OnEachDatabase]
    public async Task What_is_never_taken_is_given_up_and_the_next_gets_its_turn(Database database)
    {
        await using var bench = await WebhookBench.StartAsync(database);
        bench.Receiver.Answer = request => Attempt(request) == 1 ? (400, "not that one") : (200, "thanks");
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync(2);
        await bench.Receiver.ComeAsync(1);
        for (var attempt = 2; attempt <= 8; attempt++)
            await bench.PassAsync(webhook, Hour);

        var log = await bench.LogAsync(webhook);
        log.Select(one => (one.Status, one.Attempts))
            .ShouldBe([(DeliveryStatus.Failed, 8), (DeliveryStatus.Delivered, 1)]);
        log[0].Error.ShouldBe("It answered 400 Bad Request.");
        log[0].Response.ShouldBe("not that one");
        (await bench.GetAsync(webhook)).Status.ShouldBe(WebhookStatus.Active);
    }

    [Theory, OnEachDatabase]
    public async Task What_takes_nothing_for_a_day_is_disabled_and_goes_on_when_it_is_resumed(Database database)
    {
        await using var bench = await WebhookBench.StartAsync(database);
        var down = true;
        bench.Receiver.Answer = _ => down ? (500, "broken") : (200, "thanks");
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync(4);
        await bench.Receiver.ComeAsync(1);
        for (var hours = 0; hours < 25; hours++)
            await bench.PassAsync(webhook, Hour);

        var disabled = await bench.GetAsync(webhook);
        disabled.Status.ShouldBe(WebhookStatus.Disabled);
        disabled.Reason.ShouldBe(
            "It took nothing for 24 hours. The last error: It answered 500 Internal Server Error."
        );
        var facts = await bench.Engine.Journal.ReadAsync(bench.Workspace.Id, 0, 100, webhook.Id, Stop);
        facts.Count(fact => fact.Type == WebhookDisabled.Type).ShouldBe(1);
        var sent = bench.Receiver.Requests.Count;
        await bench.HappenAsync();
        await bench.PassAsync(webhook, Hour);
        bench.Receiver.Requests.Count.ShouldBe(sent);

        down = false;
        await bench.Commands.ChangeAsync(webhook.Id, new WebhookChange(null, null, null, true), bench.Caller, Stop);
        await bench.PassAsync(webhook, Hour);
        (await bench.LogAsync(webhook))[^1].Status.ShouldBe(DeliveryStatus.Delivered);
        Attempt(bench.Receiver.Requests.Last()).ShouldBe(5);
    }

    [Theory, OnEachDatabase]
    public async Task A_paused_one_is_sent_what_it_missed_when_it_is_resumed(Database database)
    {
        await using var bench = await WebhookBench.StartAsync(database);
        var (webhook, _) = await bench.AddAsync();
        await bench.Commands.ChangeAsync(webhook.Id, new WebhookChange(null, null, null, false), bench.Caller, Stop);
        await bench.HappenAsync(2);
        await bench.WakeAsync(webhook);
        bench.Receiver.Requests.ShouldBeEmpty();
        await bench.Commands.ChangeAsync(webhook.Id, new WebhookChange(null, null, null, true), bench.Caller, Stop);
        await bench.Receiver.ComeAsync(2);
    }

    [Theory, OnEachDatabase]
    public async Task A_delivery_is_sent_once_more_under_its_id(Database database)
    {
        await using var bench = await WebhookBench.StartAsync(database);
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync();
        await bench.Receiver.ComeAsync(1);
        var first = (await bench.LogAsync(webhook)).ShouldHaveSingleItem();
        await bench.Commands.RedeliverAsync(webhook.Id, first.Id, bench.Caller, Stop);
        await bench.Receiver.ComeAsync(1);
        (await bench.LogAsync(webhook)).ShouldHaveSingleItem().Status.ShouldBe(DeliveryStatus.Delivered);
        var both = bench.Receiver.Requests.ToList();
        both[1].Body.ShouldBe(both[0].Body);
        both[1].Id.ShouldBe(both[0].Id);
    }

    [Fact]
    public async Task After_a_change_of_the_key_both_sign_for_a_day()
    {
        await using var bench = await WebhookBench.StartAsync(Database.Sqlite);
        var (webhook, old) = await bench.AddAsync();
        var (_, key) = await bench.Commands.RotateAsync(webhook.Id, bench.Caller, Stop);
        await bench.HappenAsync();
        await bench.Receiver.ComeAsync(1);
        var first = bench.Receiver.Requests.Last();
        (Verify(first, old), Verify(first, key)).ShouldBe((true, true));
        await bench.PassAsync(webhook, TimeSpan.FromHours(25));
        await bench.HappenAsync();
        await bench.Receiver.ComeAsync(1);
        var second = bench.Receiver.Requests.Last();
        (Verify(second, old), Verify(second, key)).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var bench = await WebhookBench.StartAsync(Database.Sqlite);
        bench.Receiver.Answer = _ => (307, bench.Receiver.Url + "/elsewhere");
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync();
        await bench.Receiver.ComeAsync(1);
        (await bench.LogAsync(webhook)).Single().Error!.ShouldContain("redirects are not followed");
        bench.Receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_endless_or_hostile_answer_is_kept_as_a_short_text()
    {
        await using var bench = await WebhookBench.StartAsync(Database.Sqlite);
        bench.Receiver.Answer = _ => (200, "\0" + new string('x', 1_000_000));
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync();
        await bench.Receiver.ComeAsync(1);
        var one = (await bench.LogAsync(webhook)).Single();
        one.Response!.Length.ShouldBeLessThanOrEqualTo(2000);
        one.Response.ShouldNotContain("\0");
    }

    [Fact]
    public async Task Many_events_are_all_sent_in_order()
    {
        await using var bench = await WebhookBench.StartAsync(Database.Sqlite);
        var (webhook, _) = await bench.AddAsync();
        await bench.HappenAsync(DeliveryPlan.MostPending + 250);
        await bench.Receiver.ComeAsync(DeliveryPlan.MostPending + 250);
        bench.Receiver.Requests.Select(Attempt).ShouldBe(Enumerable.Range(1, DeliveryPlan.MostPending + 250));
        (await bench.LogAsync(webhook)).ShouldAllBe(one => one.Status == DeliveryStatus.Delivered);
    }

    private static int Attempt(Received request) => JsonNode.Parse(request.Body)!["data"]!["attempt"]!.GetValue<int>();

    /// <summary>As a receiver would, by the text of the Standard Webhooks specification.</summary>
    private static bool Verify(Received request, Secret key)
    {
        using var hmac = new HMACSHA256(Convert.FromBase64String(key.Reveal()["whsec_".Length..]));
        var signed = $"{request.Id}.{request.Headers["webhook-timestamp"]}.{request.Body}";
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(signed)));
        return request.Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}
