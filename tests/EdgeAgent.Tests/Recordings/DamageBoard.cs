using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>What a data folder remembers of its damages, for code that is put together by hand.</summary>
internal static class DamageBoard
{
    public static StoreRepairs Of(string dataFolder, LogWatch logs) => new(new DataFolder(dataFolder), TimeProvider.System, logs.Logger<StoreRepairs>());
}
