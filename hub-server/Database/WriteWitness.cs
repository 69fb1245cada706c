using System.Data.Common;

namespace Tongtang.HubServer.Database;

/// <summary>
/// Sees what a request writes, inside the transaction that writes it. The audit is one; it stands here as a base class
/// because this folder knows no feature. Whoever becomes <see cref="Current"/> is asked for every write begun from there on
/// in the same flow of calls.
/// </summary>
internal abstract class WriteWitness
{
    private static readonly AsyncLocal<WriteWitness?> s_current = new();

    public static WriteWitness? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>Runs the work between a look before and a look after. May be called again from its beginning, as the work may.</summary>
    public abstract Task<T> RunAsync<T>(DbConnection connection, Func<DbConnection, Task<T>> work);

    /// <summary>What <see cref="RunAsync{T}"/> did last is on disk.</summary>
    public abstract void Stored();

    /// <summary>An id was made for something that may be written next.</summary>
    public abstract void Made(string id);
}
