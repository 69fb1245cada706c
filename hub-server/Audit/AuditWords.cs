namespace Tongtang.HubServer.Audit;

/// <summary>What was done, as far as one filters by it; the operation says it exactly.</summary>
internal enum AuditAction
{
    SignIn,
    SignOut,
    Create,
    Change,
    Delete,

    /// <summary>A box, a device, a scene or a lesson's rooms were to do something.</summary>
    Command,

    /// <summary>A recording was played.</summary>
    Play,

    /// <summary>A recording was fetched, or made ready to be fetched.</summary>
    Download,

    /// <summary>A link was handed out that lets in whoever has it.</summary>
    Share,

    /// <summary>Something was read that leaves a row: this audit's export, or what the caller has no right to.</summary>
    Read,
}

internal enum AuditOutcome
{
    Done,

    /// <summary>The hub said no: a wrong password, a rule, something that is not there.</summary>
    Refused,

    /// <summary>The caller lacks the right.</summary>
    Denied,

    /// <summary>The hub could not.</summary>
    Failed,
}

internal enum ActorKind
{
    Person,

    /// <summary>A token.</summary>
    Program,

    /// <summary>Whoever holds a link.</summary>
    Link,

    /// <summary>The hub's command line.</summary>
    CommandLine,

    /// <summary>A classroom's box.</summary>
    Box,

    /// <summary>The hub itself.</summary>
    Hub,

    /// <summary>Nobody who could be told: a refused sign-in has the name that was given.</summary>
    Nobody,
}

/// <summary>Who does something.</summary>
/// <param name="Id">Of an account; else empty.</param>
/// <param name="Name">Of an account or a token, as it is then.</param>
/// <param name="Address">Where the request came from.</param>
internal readonly record struct Actor(ActorKind Kind, string Id, string Name, string Address)
{
    public static Actor Hub { get; } = new(ActorKind.Hub, "", "", "");
}
