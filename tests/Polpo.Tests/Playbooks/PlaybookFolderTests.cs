using System.Net;
using System.Text;
using Polpo.Client;
using Polpo.Core.Playbooks;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Playbooks;

/// <summary>Playbooks are files: of the repository, else of the installation.</summary>
public sealed class PlaybookFolderTests : PlaybookSuite
{
    private const string Tidy = """{ "name": "tidy", "mission": { "tasks": [ { "title": "Tidy up" } ] } }""";

    [Fact]
    public async Task It_is_stored_byte_for_byte_once_and_deleted_again()
    {
        var bytes = Encoding.UTF8.GetBytes(Tidy);
        var stored = await Polpo.Api.Playbooks.CreateAsync(bytes, cancellationToken: Stop);

        stored.File.ShouldBe(".polpo/playbooks/tidy/playbook.json");
        (await File.ReadAllBytesAsync(At(stored.File), Stop)).ShouldBe(bytes);
        (await RefusedAsync(() => Polpo.Api.Playbooks.CreateAsync(bytes, cancellationToken: Stop))).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        await Polpo.Api.Playbooks.ReplaceAsync("tidy", bytes, cancellationToken: Stop);
        (
            await RefusedAsync(() => Polpo.Api.Playbooks.ReplaceAsync("other", bytes, cancellationToken: Stop))
        ).Message.ShouldContain("the playbook is called \"other\"");
        await Polpo.Api.Playbooks.DeleteAsync("tidy", cancellationToken: Stop);
        Directory.Exists(At(".polpo/playbooks/tidy")).ShouldBeFalse();
        var facts = await Polpo.Get<IJournal>().ReadAsync(Shop.Id, 0, 100, null, Stop);
        facts
            .Where(fact => fact.Type.StartsWith("playbook.", StringComparison.Ordinal))
            .Select(fact => (fact.Type, fact.Actor))
            .ShouldBe([("playbook.stored", Me.Actor), ("playbook.stored", Me.Actor), ("playbook.deleted", Me.Actor)]);
    }

    [Fact]
    public async Task The_workspace_wins_over_its_templates_and_those_over_the_installation()
    {
        Directory.CreateDirectory(Path.Combine(Polpo.Home.Root, "playbooks", "tidy"));
        await File.WriteAllTextAsync(Path.Combine(Polpo.Home.Root, "playbooks", "tidy", "playbook.json"), Tidy, Stop);
        (await HomesAsync()).ShouldBe(["installation"]);
        (await RefusedAsync(() => Polpo.Api.Playbooks.DeleteAsync("tidy", cancellationToken: Stop))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        Write(".polpo/templates/tidy/template.json", Tidy);
        (await HomesAsync()).ShouldBe(["templates"]);
        Write(".polpo/playbooks/tidy/playbook.json", Tidy);
        (await HomesAsync()).ShouldBe(["workspace"]);
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("..")]
    [InlineData("Tidy")]
    [InlineData("tidy/../tidy")]
    [InlineData("tidy\u0000")]
    public async Task A_name_leads_nowhere_else(string name)
    {
        Write(".polpo/playbooks/tidy/playbook.json", Tidy);
        var queries = Polpo.Get<PlaybookQueries>();
        Should.Throw<RefusedException>(() => queries.Get(Shop, name)).Refusal.ShouldBe(Refusal.NotFound);
        await Should.ThrowAsync<RefusedException>(() =>
            Polpo.Get<PlaybookCommands>().DeleteAsync(Shop, name, Me, Stop)
        );
        File.Exists(At(".polpo/playbooks/tidy/playbook.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_link_that_leaves_the_repository_is_neither_read_nor_written_nor_deleted()
    {
        var outside = Polpo.Home.Folder("outside");
        var secret = Path.Combine(outside, "playbook.json");
        await File.WriteAllTextAsync(secret, Tidy, Stop);
        Directory.CreateDirectory(At(".polpo/playbooks"));
        Directory.CreateSymbolicLink(At(".polpo/playbooks/tidy"), outside);

        var listed = (await Polpo.Api.Playbooks.ListAsync(cancellationToken: Stop)).Items.ShouldHaveSingleItem();

        listed.Problem!.ShouldContain("is a link that leaves the repository");
        (listed.Description, listed.Parameters.Count).ShouldBe((null, 0));
        foreach (
            var attempt in new Func<Task>[]
            {
                () => Polpo.Api.Playbooks.GetAsync("tidy", cancellationToken: Stop),
                () =>
                    Polpo.Api.Playbooks.ReplaceAsync(
                        "tidy",
                        Encoding.UTF8.GetBytes(Tidy + " "),
                        cancellationToken: Stop
                    ),
                () => Polpo.Api.Playbooks.DeleteAsync("tidy", cancellationToken: Stop),
            }
        )
            (await RefusedAsync(attempt)).Message.ShouldContain("is a link that leaves the repository");
        (await File.ReadAllTextAsync(secret, Stop)).ShouldBe(Tidy);
    }

    [Fact]
    public async Task A_link_into_the_folder_of_git_is_neither_read_nor_written_nor_deleted()
    {
        var before = await File.ReadAllTextAsync(At(".git/config"), Stop);
        Directory.CreateDirectory(At(".polpo/playbooks/tidy"));
        File.CreateSymbolicLink(At(".polpo/playbooks/tidy/playbook.json"), "../../../.git/config");

        foreach (
            var attempt in new Func<Task>[]
            {
                () => Polpo.Api.Playbooks.GetAsync("tidy", cancellationToken: Stop),
                () => Polpo.Api.Playbooks.ReplaceAsync("tidy", Encoding.UTF8.GetBytes(Tidy), cancellationToken: Stop),
                () => Polpo.Api.Playbooks.DeleteAsync("tidy", cancellationToken: Stop),
            }
        )
            (await RefusedAsync(attempt)).Message.ShouldContain("git's own folder");
        (await File.ReadAllTextAsync(At(".git/config"), Stop)).ShouldBe(before);
    }

    [Fact]
    public async Task Of_a_link_within_the_repository_only_the_link_is_deleted()
    {
        Write("package.json", Tidy);
        Directory.CreateDirectory(At(".polpo/playbooks/tidy"));
        File.CreateSymbolicLink(At(".polpo/playbooks/tidy/playbook.json"), "../../../package.json");

        await Polpo.Api.Playbooks.DeleteAsync("tidy", cancellationToken: Stop);

        (await File.ReadAllTextAsync(At("package.json"), Stop)).ShouldBe(Tidy);
        Directory.Exists(At(".polpo/playbooks/tidy")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repository_with_more_than_a_person_would_write_is_not_read_to_its_end()
    {
        var large = Tidy.Replace("tidy", "NAME", StringComparison.Ordinal)
            .Replace("Tidy up", new('x', 3 << 20), StringComparison.Ordinal);
        for (var number = 10; number < 30; number++)
            Write(
                $".polpo/playbooks/p-{number}/playbook.json",
                large.Replace("NAME", $"p-{number}", StringComparison.Ordinal)
            );
        await using (var huge = File.Create(At(".polpo/playbooks/p-10/playbook.json")))
            huge.SetLength(4L << 30);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var listed = Polpo.Get<PlaybookQueries>().List(Shop);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1L << 30);
        listed.Count.ShouldBe(20);
        listed[0].Problem!.ShouldContain("is larger than 4 MB");
        listed.Skip(1).Take(6).ShouldAllBe(one => one.Problem == null || !one.Problem.Contains("was not read"));
        listed
            .Skip(7)
            .ShouldAllBe(one =>
                one.Problem!.Contains(
                    $"`{one.File}` was not read for the list: the playbooks before it have 16 MB already."
                )
            );
        listed.Sum(one => one.Playbook?.Text.Length ?? 0).ShouldBe(0);
        Polpo.Get<PlaybookQueries>().Read(Shop, "p-29").Source.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_may_not_see_the_workspace_sees_none_of_it()
    {
        Write(".polpo/playbooks/tidy/playbook.json", Tidy);
        var stranger = "ws_019a0000000070008000000000000002";
        foreach (
            var attempt in new Func<Task>[]
            {
                () => Polpo.Api.Playbooks.ListAsync(stranger, Stop),
                () => Polpo.Api.Playbooks.GetAsync("tidy", stranger, Stop),
                () => Polpo.Api.Playbooks.RunAsync("tidy", [], stranger, Stop),
                () => Polpo.Api.Playbooks.DeleteAsync("tidy", stranger, Stop),
            }
        )
            (await RefusedAsync(attempt)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<IReadOnlyList<string>> HomesAsync() =>
        [.. (await Polpo.Api.Playbooks.ListAsync(cancellationToken: Stop)).Items.Select(one => one.Home)];

    private static Task<PolpoException> RefusedAsync(Func<Task> attempt) => Should.ThrowAsync<PolpoException>(attempt);
}
