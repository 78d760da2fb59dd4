using Polpo.Benchmarks;

try
{
    return await BenchCommand
        .Build()
        .Parse(args)
        .InvokeAsync(
            new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) }
        );
}
catch (Exception refused) when (refused is IOException or InvalidOperationException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
