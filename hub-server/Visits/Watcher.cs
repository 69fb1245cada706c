using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Live;

namespace Tongtang.HubServer.Visits;

internal enum WatcherKind
{
    Person,

    /// <summary>By a token.</summary>
    Program,

    /// <summary>Whoever has a link; several may.</summary>
    Link,
}

/// <summary>Who looks into a room.</summary>
/// <param name="Id">The account's id, the token's name, or the link's id.</param>
/// <param name="Name">As people know them; of a link, who made it.</param>
internal readonly record struct Watcher(WatcherKind Kind, string Id, string Name)
{
    public static Watcher Of(Caller caller) => caller.AccountId is { } account ? new(WatcherKind.Person, account, caller.Name) : new(WatcherKind.Program, caller.Name, caller.Name);

    public static Watcher Of(LiveLink link) => new(WatcherKind.Link, link.Id, link.MadeBy);
}
