using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Sandboxes.Walls;

/// <summary>The filter is not felt by what builds and tests use, as far as this machine has it.</summary>
public abstract class OrdinaryToolTests(Rung rung)
{
    [Theory]
    [InlineData(
        "git init -q r && cd r && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git log --format=%s",
        "x\n"
    )]
    [InlineData(
        "node -e 'const os=require(\"os\");os.networkInterfaces();new Worker(\"0\",{eval:true}).on(\"exit\",c=>console.log(c))' 2>&1 || true; node -e 'const{Worker}=require(\"worker_threads\");new Worker(\"0\",{eval:true}).on(\"exit\",c=>console.log(c))'",
        "0\n"
    )]
    [InlineData(
        "echo '{\"scripts\":{\"test\":\"node --test\"}}' > package.json; echo 'require(\"node:test\")(\"t\",()=>{})' > a.test.js; npm test >out 2>&1; echo $?",
        "0\n"
    )]
    [InlineData("dotnet --list-runtimes >/dev/null; echo $?", "0\n")]
    [InlineData(
        "sleep 0 & wait; echo $(seq 3 | wc -l); (ulimit -n 64; true) && timeout 5 true; mkfifo p; python3 -c 'import subprocess as s;print(s.run([\"true\"]).returncode)'",
        "3\n0\n"
    )]
    public async Task Ordinary_tools_do_not_notice(string command, string output)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, command, 60)).Output.ShouldEndWith(output);
    }
}
