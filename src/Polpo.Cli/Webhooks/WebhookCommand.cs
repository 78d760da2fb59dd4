using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Webhooks;

/// <summary><c>polpo webhook</c>: addresses that are told of events.</summary>
internal static class WebhookCommand
{
    private static readonly Argument<string> Id = new("WEBHOOK") { Description = "The webhook's id." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "webhook",
            "Addresses that are told of events: add, list, deliveries, redeliver, pause, resume, rotate, rm.",
            Add(here),
            List(here),
            Deliveries(here),
            Redeliver(here),
            Set(here, "pause", "Send nothing until it is resumed.", "paused"),
            Set(here, "resume", "Go on sending, from where it stopped.", "active"),
            Rotate(here),
            Remove(here)
        );

    private static Command Add(Surroundings here)
    {
        var url = new Argument<string>("URL") { Description = "Where to, over https." };
        var events = new Option<string[]>("--event")
        {
            Description = "Which: task:completed, task:* or *. May be given several times.",
            HelpName = "NAME",
            Required = true,
        };
        return new Command("add", "Have an address told of events, signed and in order.")
        {
            url,
            events,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var made = await client.Webhooks.CreateAsync(
                    new CreateWebhook(command.Get(url), command.Get(events) ?? [], null, workspace),
                    cancellationToken
                );
                command.Show(made, output => WriteSecret(output, made));
            }
        );
    }

    private static Command List(Surroundings here) =>
        new Command("list", "List the repository's webhooks.") { CommonOptions.Repo, CommonOptions.Json }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var webhooks = (await client.Webhooks.ListAsync(workspace, cancellationToken)).Items;
                command.ShowAll(
                    webhooks,
                    output =>
                        Plain.Table(
                            output,
                            ["WEBHOOK", "STATUS", "EVENTS", "URL", "REASON"],
                            webhooks.Select(one =>
                                new[] { one.Id, one.Status, string.Join(',', one.Events), one.Url, one.Reason ?? "" }
                            )
                        )
                );
            }
        );

    private static Command Deliveries(Surroundings here) =>
        new Command("deliveries", "List what was sent to a webhook and what it answered, newest first.")
        {
            Id,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var log = (
                    await connection.Client.Webhooks.DeliveriesAsync(
                        command.Get(Id),
                        cancellationToken: cancellationToken
                    )
                ).Items;
                command.ShowAll(
                    log,
                    output => Plain.Table(output, ["DELIVERY", "STATUS", "TRIES", "EVENT", "ANSWER"], log.Select(Row))
                );
                return ExitCode.Done;
            }
        );

    private static string[] Row(WebhookDeliveryView one) =>
        [
            one.Id,
            one.Status,
            one.Attempts.ToString(CultureInfo.InvariantCulture),
            one.Event,
            one.Error ?? $"{one.StatusCode} {one.Response}",
        ];

    private static Command Redeliver(Surroundings here)
    {
        var delivery = new Argument<string>("DELIVERY") { Description = "The delivery's id." };
        return new Command("redeliver", "Send an ended delivery once more, under the same id.")
        {
            Id,
            delivery,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var again = await connection.Client.Webhooks.RedeliverAsync(
                    command.Get(Id),
                    command.Get(delivery),
                    cancellationToken
                );
                command.Show(again, output => output.WriteLine($"{again.Id} is {again.Status}."));
                return ExitCode.Done;
            }
        );
    }

    private static Command Set(Surroundings here, string name, string description, string status) =>
        new Command(name, description) { Id, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var webhook = await connection.Client.Webhooks.ChangeAsync(
                    command.Get(Id),
                    new PatchWebhook(Status: status),
                    cancellationToken
                );
                command.Show(webhook, output => output.WriteLine($"{webhook.Id} is {webhook.Status}."));
                return ExitCode.Done;
            }
        );

    private static Command Rotate(Surroundings here) =>
        new Command("rotate", "Make a new signing secret. The old one signs too for a day.")
        {
            Id,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var webhook = await connection.Client.Webhooks.RotateAsync(command.Get(Id), cancellationToken);
                command.Show(webhook, output => WriteSecret(output, webhook));
                return ExitCode.Done;
            }
        );

    private static Command Remove(Surroundings here) =>
        new Command("rm", "Send nothing more, and forget the secret and the log.") { Id, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                await connection.Client.Webhooks.RemoveAsync(command.Get(Id), cancellationToken);
                command.Show(
                    new { removed = command.Get(Id) },
                    output => output.WriteLine($"{Plain.Text(command.Get(Id))} is removed.")
                );
                return ExitCode.Done;
            }
        );

    private static void WriteSecret(TextWriter output, WebhookView webhook)
    {
        output.WriteLine(
            $"{webhook.Id} is {webhook.Status}. Its requests are signed with this secret, which is not shown again:"
        );
        output.WriteLine(webhook.Secret);
    }
}
