using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Workspaces;

public sealed class WorkspaceTests : EngineSuite
{
    private readonly Caller _ada = new(Id<User>.New(TimeProvider.System), "Ada");
    private readonly Caller _bob = new(Id<User>.New(TimeProvider.System), "Bob");

    private Task<TestEngine> StartAsync(Database database) =>
        StartWithoutWorkerAsync(database, services => services.AddWorkspaces());

    private static string NewRepository(string name = "shop")
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("polpo-ws-").FullName, name);
        Directory.CreateDirectory(Path.Combine(folder, ".git"));
        return folder;
    }

    private static async Task<RefusedException> RefusedAsync(
        TestEngine engine,
        string path,
        Caller caller,
        string? name = null
    ) =>
        await Should.ThrowAsync<RefusedException>(() =>
            engine.Get<WorkspaceCommands>().OpenAsync(path, name, caller, Stop)
        );

    [Theory, OnEachDatabase]
    public async Task The_same_repository_by_any_spelling_is_one_workspace(Database database)
    {
        var engine = await StartAsync(database);
        var folder = NewRepository();
        Directory.CreateDirectory(Path.Combine(folder, "src/deep"));
        var link = $"{folder}-link";
        Directory.CreateSymbolicLink(link, "./shop");
        Directory.CreateSymbolicLink(
            $"{folder}-link2",
            Path.Combine(Path.GetDirectoryName(folder)!, "shop-link", "src")
        );
        var first = await engine.Get<WorkspaceCommands>().OpenAsync(folder, null, _ada, Stop);
        (first.Name, first.RepositoryPath).ShouldBe(("shop", folder));
        foreach (
            var spelling in (string[])
                [
                    $"{folder}/",
                    $"{folder}/src/../.",
                    $"{folder}/src/deep",
                    $"{folder}/.git",
                    link,
                    $"{folder}-link2/deep",
                ]
        )
            (await engine.Get<WorkspaceCommands>().OpenAsync(spelling, "other", _ada, Stop)).Id.ShouldBe(
                first.Id,
                spelling
            );
    }

    [Theory, OnEachDatabase]
    public async Task Opening_at_the_same_time_makes_one_workspace(Database database)
    {
        var engine = await StartAsync(database);
        var folder = NewRepository();
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => engine.Get<WorkspaceCommands>().OpenAsync(folder, null, _ada, Stop))
        );
        opened.Select(workspace => workspace.Id).Distinct().ShouldHaveSingleItem();
    }

    [Theory, OnEachDatabase]
    public async Task What_one_opened_does_not_exist_for_another(Database database)
    {
        var engine = await StartAsync(database);
        var folder = NewRepository();
        var mine = await engine.Get<WorkspaceCommands>().OpenAsync(folder, "  Our \n shop ", _ada, Stop);
        mine.Name.ShouldBe("Our  shop");
        var queries = engine.Get<WorkspaceQueries>();
        (await queries.ListAsync(_bob, Stop)).ShouldBeEmpty();
        (await Should.ThrowAsync<RefusedException>(() => queries.GetAsync(mine.Id, _bob, Stop))).Refusal.ShouldBe(
            Refusal.NotFound
        );
        (await queries.CanSeeAsync(mine.Id, _bob, Stop)).ShouldBeFalse();
        (await engine.Get<WorkspaceCommands>().OpenAsync(folder, null, _bob, Stop)).Id.ShouldNotBe(mine.Id);
        (await queries.ListAsync(_ada, Stop)).ShouldHaveSingleItem().Id.ShouldBe(mine.Id);
    }

    [Theory, OnEachDatabase]
    public async Task What_is_no_repository_is_refused_and_nothing_is_kept(Database database)
    {
        var engine = await StartAsync(database);
        var folder = NewRepository();
        var root = Path.GetDirectoryName(folder)!;
        (await RefusedAsync(engine, root, _ada)).Message.ShouldContain("git init");
        (await RefusedAsync(engine, $"{root}/nowhere", _ada)).Refusal.ShouldBe(Refusal.NotFound);
        (await RefusedAsync(engine, "shop", _ada)).Message.ShouldContain("absolute");
        (await RefusedAsync(engine, "", _ada)).Refusal.ShouldBe(Refusal.Invalid);
        Directory.CreateSymbolicLink($"{root}/loop", "loop");
        (await RefusedAsync(engine, $"{root}/loop", _ada)).Message.ShouldContain("links");
        foreach (var part in (string[])["objects", "refs"])
            Directory.CreateDirectory($"{root}/bare/{part}");
        await File.WriteAllTextAsync($"{root}/bare/HEAD", "", Stop);
        (await RefusedAsync(engine, $"{root}/bare", _ada)).Message.ShouldContain("git clone");
        (await RefusedAsync(engine, folder, _ada, new string('x', 101))).Message.ShouldContain("101");
        (await engine.Get<WorkspaceQueries>().ListAsync(_ada, Stop)).ShouldBeEmpty();
    }
}
