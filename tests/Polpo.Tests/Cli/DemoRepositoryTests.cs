using Polpo.Cli.Demo;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class DemoRepositoryTests
{
    [Fact]
    public async Task Another_demo_leaves_the_repository_of_the_one_before()
    {
        var folder = Directory.CreateTempSubdirectory("polpo-demo-");
        try
        {
            var home = new PolpoHome(folder.FullName);
            var first = await DemoRepository.CreateAsync(home, TestContext.Current.CancellationToken);
            var mark = Path.Combine(first.Path, "mine.txt");
            await File.WriteAllTextAsync(mark, "x", TestContext.Current.CancellationToken);
            var second = await DemoRepository.CreateAsync(home, TestContext.Current.CancellationToken);
            second.Path.ShouldNotBe(first.Path);
            second.Task.ShouldBe(first.Task);
            File.Exists(mark).ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
