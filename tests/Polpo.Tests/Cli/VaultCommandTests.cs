using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Tests.Cli;

public sealed class VaultCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_value_is_typed_unseen_and_sent_with_its_hosts()
    {
        _cli.Typed = "canary-value";
        _cli.Server.Answers("PUT vault/API_KEY?agent=dev-1&workspace=w", Secret("dev-1", "a.test", "b.test:8443"));

        (
            await _cli.Polpo("vault", "set", "API_KEY", "--agent", "dev-1", "--host", "a.test", "--host", "b.test:8443")
        ).ShouldBe(0);

        _cli.Server.Requests.Last().Body.ShouldBe("""{"value":"canary-value","hosts":["a.test","b.test:8443"]}""");
        _cli.Out.ShouldBe(
            "API_KEY is kept for \"dev-1\" and lent to a.test, b.test:8443. Agents reach what allowedHosts names.\n"
        );
        (_cli.Out + _cli.Error).ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_value_on_the_command_line_is_no_way_to_give_it()
    {
        (await _cli.Polpo("vault", "set", "API_KEY", "canary-value")).ShouldBe(2);
        (await _cli.Polpo("vault", "set", "API_KEY")).ShouldBe(3);
        _cli.Error.ShouldContain("No value came");
        _cli.Server.Requests.ShouldNotContain(request => request.Route.StartsWith("PUT"));
    }

    [Fact]
    public async Task The_list_has_names_owners_hosts_and_dates()
    {
        _cli.Server.Answers(
            "GET vault?workspace=w",
            new Page<SecretView>([Secret("dev-1", "a.test"), Secret(null) with { Name = "OTHER" }])
        );

        (await _cli.Polpo("vault", "list")).ShouldBe(0);

        _cli.Out.Split('\n')[1]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["API_KEY", "dev-1", "custom", "a.test", "1970-01-01", "00:00"]);
        _cli.Out.ShouldContain("nobody");
    }

    [Fact]
    public async Task Fields_are_named_and_secret_ones_are_asked_for()
    {
        _cli.Typed = "canary-pass\ncanary-token";
        _cli.Server.Answers("PUT vault/MAIL?workspace=w", Secret(null));

        (
            await _cli.Polpo(
                "vault set MAIL --type custom --field user=${USER_OF} --secret pass --secret token --label Outgoing".Split(
                    ' '
                )
            )
        ).ShouldBe(0, _cli.Error);

        _cli.Server.Requests.Last()
            .Body.ShouldBe(
                """{"hosts":[],"type":"custom","label":"Outgoing","fields":{"user":"${USER_OF}","pass":"canary-pass","token":"canary-token"}}"""
            );
    }

    [Theory]
    [InlineData("--type smtp --field pass=canary", "is secret: on the command line")]
    [InlineData("--field anything=canary", "is secret: on the command line")]
    [InlineData("--type smtp --field host", "has no \"=\"")]
    [InlineData("--type smtp --field host=a --secret host", "is given twice")]
    [InlineData("--type passkey --secret pass", "is no type of a secret")]
    [InlineData("--secret a --secret b --secret c", "3 values are needed")]
    public async Task What_does_not_fit_is_refused_before_anything_is_sent(string options, string reason)
    {
        _cli.Typed = "canary-one\ncanary-two";

        (await _cli.Polpo([.. "vault set MAIL".Split(' '), .. options.Split(' ')])).ShouldBe(3);

        _cli.Error.ShouldContain(reason);
        _cli.Server.Requests.ShouldNotContain(request => request.Route.StartsWith("PUT"));
    }

    [Fact]
    public async Task A_secret_is_shown_without_what_is_secret()
    {
        _cli.Server.Answers(
            "GET vault/MAIL?agent=dev-1&workspace=w",
            Secret("dev-1", "smtp.test") with
            {
                Name = "MAIL",
                Type = "smtp",
                Label = "Outgoing",
                Fields = [new("host", null, "smtp.test"), new("pass", "MAIL_PASS", null)],
            }
        );

        _cli.Server.Answers(
            "GET vault-uses?name=MAIL&take=1&workspace=w",
            new Page<SecretUseView>([Use("MAIL.pass", "smtp.test")])
        );

        (await _cli.Polpo("vault", "get", "MAIL", "--agent", "dev-1")).ShouldBe(0);

        _cli.Out.ShouldBe(
            """
            MAIL of "dev-1", smtp: Outgoing
            Lent to: smtp.test. Set: 1970-01-01 00:00.
            Last used: 1970-01-01 00:00 by dev-1 for ana, smtp.test:443, 2 requests.
            FIELD  VALUE      VARIABLE
            host   smtp.test
            pass   (secret)   MAIL_PASS

            """
        );
    }

    [Fact]
    public async Task The_log_tells_who_used_what_and_where_it_went()
    {
        _cli.Server.Answers(
            "GET vault-uses?name=MAIL&take=5&workspace=w",
            new Page<SecretUseView>([Use("MAIL.pass", "smtp.test"), Use("MAIL.pass", null)])
        );

        (await _cli.Polpo("vault", "log", "MAIL", "--last", "5")).ShouldBe(0);

        _cli.Out.ShouldBe(
            """
            AT                SECRET     AGENT  FOR  WENT TO                    SESSION
            1970-01-01 00:00  MAIL.pass  dev-1  ana  smtp.test:443, 2 requests  sess_1
            1970-01-01 00:00  MAIL.pass  dev-1  ana  (stand-in for a sandbox)   sess_1

            """
        );
    }

    [Fact]
    public void What_is_piped_loses_its_last_line_break_only()
    {
        HiddenInput.Piped("value\n").ShouldBe("value");
        HiddenInput.Piped("two\nlines\n\n").ShouldBe("two\nlines\n");
        HiddenInput.Piped("value\r\n").ShouldBe("value");
        HiddenInput.Piped("\n").ShouldBeNull();
    }

    [Fact]
    public void Keys_make_a_value_until_enter()
    {
        HiddenInput.Typed(Keys("abx\b", ConsoleKey.Enter)).ShouldBe("ab");
        HiddenInput.Typed(Keys("ab", ConsoleKey.Escape)).ShouldBeNull();
        HiddenInput.Typed(Keys("\b", ConsoleKey.Enter)).ShouldBeNull();
    }

    private static Func<ConsoleKeyInfo> Keys(string text, ConsoleKey last)
    {
        var keys = new Queue<ConsoleKeyInfo>(
            text.Select(one => new ConsoleKeyInfo(
                    one,
                    one == '\b' ? ConsoleKey.Backspace : ConsoleKey.A,
                    false,
                    false,
                    false
                ))
                .Append(new ConsoleKeyInfo('\r', last, false, false, false))
        );
        return keys.Dequeue;
    }

    private static SecretUseView Use(string secret, string? host) =>
        new(
            DateTimeOffset.UnixEpoch,
            secret,
            "dev-1",
            "ana",
            "sess_1",
            host is null ? null : "call_1",
            host,
            host is null ? null : 443,
            host is null ? null : 2
        );

    private static SecretView Secret(string? agent, params string[] hosts) =>
        new("API_KEY", agent, hosts, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
