namespace Tongtang.EndToEnd.Tests;

/// <summary>
/// For tests that measure time or step: nothing else runs beside them. All others mostly wait for cameras, which film in
/// real time, and run three at a time (xunit.runner.json).
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
