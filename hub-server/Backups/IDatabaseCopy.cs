using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>What the hub's rows are in a backup: files, as each engine makes them while the hub may run.</summary>
internal interface IDatabaseCopy : IAsyncDisposable
{
    /// <exception cref="CannotStartException">There is no hub's database, or what copies it is not installed.</exception>
    Task RequireSourceAsync();

    /// <returns>The names of the files in the folder.</returns>
    Task<IReadOnlyList<string>> WriteAsync(string folder, CancellationToken cancellationToken);

    /// <summary>After <see cref="WriteAsync"/>: a connection that sees of the hub's tables exactly what was copied.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);
}
