using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Tools.Web;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Tools;
using Polpo.Tests.Webhooks;

namespace Polpo.Tests.Server;

/// <summary>A webhook's life through the typed client, on a whole server; the receiver is a real one.</summary>
public sealed class WebhookRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_is_told_what_happens_and_its_log_is_shown()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var polpo = await StartAsync(new GuardWithHoles([receiver.Host]));
        var made = await polpo.Api.Webhooks.CreateAsync(new CreateWebhook(receiver.Url, ["task:created"]), Stop);
        made.Secret.ShouldNotBeNull().ShouldStartWith("whsec_");
        (await polpo.Api.Webhooks.GetAsync(made.Id, Stop)).Secret.ShouldBeNull();
        var task = await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "tidy up", Draft = true }, Stop);
        await receiver.ComeAsync(1);
        receiver.Requests.Single().Body.ShouldContain(task.Id);

        await polpo.Get<Idleness>().WaitAsync(Stop);
        var log = (await polpo.Api.Webhooks.DeliveriesAsync(made.Id, cancellationToken: Stop)).Items.Single();
        (log.Status, log.StatusCode, log.Response, log.Id).ShouldBe(
            ("delivered", 200, "thanks", receiver.Requests.Single().Id)
        );
        (await polpo.Api.Webhooks.RedeliverAsync(made.Id, log.Id, Stop)).Status.ShouldBe("pending");
        await receiver.ComeAsync(1);
        (await polpo.Api.Webhooks.ChangeAsync(made.Id, new PatchWebhook(Status: "paused"), Stop)).Status.ShouldBe(
            "paused"
        );
        (await polpo.Api.Webhooks.RotateAsync(made.Id, Stop)).Secret.ShouldNotBe(made.Secret);
        await polpo.Api.Webhooks.RemoveAsync(made.Id, Stop);
        (await polpo.Api.Webhooks.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_server_as_it_is_shipped_sends_nothing_inside()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var polpo = await StartAsync(null);
        var refused = await Should.ThrowAsync<PolpoException>(() =>
            polpo.Api.Webhooks.CreateAsync(new CreateWebhook(receiver.Url, ["*"]), Stop)
        );
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Message.ShouldContain("https only");
        var tls = receiver.Url.Replace("http:", "https:", StringComparison.Ordinal);
        refused = await Should.ThrowAsync<PolpoException>(() =>
            polpo.Api.Webhooks.CreateAsync(new CreateWebhook(tls, ["*"]), Stop)
        );
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<TestPolpo> StartAsync(SsrfGuard? guard)
    {
        var options = new TestPolpoOptions { Database = Database.Sqlite };
        if (guard is not null)
            options = options with { Replace = services => services.AddSingleton(guard) };
        var polpo = await TestPolpo.StartAsync(options, Stop);
        await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop);
        return polpo;
    }
}
