using System.Data.Common;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// What one request, or one command of the command line, does: every write that changes its thing adds a row in that
/// write's transaction. What came to nothing is written down at the end, by <see cref="AuditTrail"/>.
/// </summary>
internal sealed class AuditNote(AuditedRoute route, Actor actor, IEnumerable<string> ids, IReadOnlyDictionary<string, string?> asked, AuditChain chain) : WriteWitness
{
    /// <summary>Ids made in one request that are looked for: an import makes thousands, and its own is among the first or the last.</summary>
    private const int MostIds = 8;

    private readonly List<string> _ids = [.. ids];
    private readonly bool _isNew = !ids.Any();
    private bool _added;
    private bool _told;
    private bool _ended;

    public AuditedRoute Route => route;

    public Actor Actor { get; private set; } = actor;

    /// <summary>Has it a row already?</summary>
    public bool IsWritten { get; private set; }

    /// <summary>No row before who it is has proved it: a sign-in writes this and that before it succeeds.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Was anything written at all?</summary>
    public bool HasWritten { get; private set; }

    public IReadOnlyList<string> Ids => _ids;

    /// <summary>What this flow of calls does, if it is written down.</summary>
    public static new AuditNote? Current => WriteWitness.Current as AuditNote;

    /// <summary>Whoever it is did not come with a session, and is now known.</summary>
    public void By(string accountId, string name)
    {
        Actor = Actor with { Kind = ActorKind.Person, Id = accountId, Name = name };
        if (route.IdFrom is null && route.ThingKind == "account" && _ids.Count == 0) _ids.Add(accountId);
    }

    /// <summary>The same of a program.</summary>
    public void ByProgram(string name) => Actor = Actor with { Kind = ActorKind.Program, Name = name };

    /// <summary>What is written from now on, by loops that the request has begun, is not its own.</summary>
    public void End() => _ended = true;

    public override void Made(string id)
    {
        if (!_isNew || _ended) return;
        _ids.Add(id);
        if (_ids.Count > MostIds) _ids.RemoveAt(MostIds / 2);
    }

    public override async Task<T> RunAsync<T>(DbConnection connection, Func<DbConnection, Task<T>> work)
    {
        // The writer runs it, in a flow of its own; ids are made in there, too.
        WriteWitness.Current = this;
        (_added, _told, HasWritten) = (false, false, true);
        if (_ended || IsHeld) return await work(connection);
        var before = await AuditThings.FindAsync(connection, route.ThingKind, _ids);
        var result = await work(connection);
        var after = await AuditThings.FindAsync(connection, route.ThingKind, _ids);
        if (_told)
        {
            _added = true;
            return result;
        }
        var changes = AuditChange.Between(before.Members, after.Members);
        if (changes.Count == 0 && (IsWritten || !route.IsAtFirstWrite)) return result;
        await chain.AppendAsync(connection, Row(after.Members is null ? before : after, AuditOutcome.Done, "", changes));
        _added = true;
        return result;
    }

    /// <summary>For a write that makes many things: a row for each, from within it, instead of one for all.</summary>
    public async Task TellAsync(DbConnection connection, string id)
    {
        var thing = await AuditThings.FindAsync(connection, route.ThingKind, [id]);
        await chain.AppendAsync(connection, Row(thing, AuditOutcome.Done, "", AuditChange.Between(null, thing.Members)));
        _told = true;
    }

    public override void Stored() => IsWritten |= _added;

    public AuditRow Row(AuditThing thing, AuditOutcome outcome, string code, IReadOnlyList<AuditChange> changes) =>
        AuditRow.Of(Actor, route.Action, route.Operation, thing, outcome, code, AuditChange.Json(changes.Concat(AuditChange.Between(null, asked))));
}
