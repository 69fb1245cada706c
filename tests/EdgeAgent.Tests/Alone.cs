namespace Tongtang.EdgeAgent.Tests;

/// <summary>
/// For tests that measure this process's memory, and for those that take the whole machine (many boxes at once, a browser
/// and its pictures): nothing else runs beside them, or a camera among the others would wait its turn for seconds.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
