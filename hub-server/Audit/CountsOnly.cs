namespace Tongtang.HubServer.Audit;

/// <summary>
/// Of a route that adds to counts which are of nobody in particular: a row for each of its requests would say of a person
/// what the counts are made not to say. That a recording was played has its row (<see cref="PlayLog"/>); denials have theirs.
/// </summary>
internal sealed class CountsOnly
{
    public static CountsOnly Instance { get; } = new();
}
