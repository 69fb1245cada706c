namespace Tongtang.EdgeAgent.Recordings;

internal static class RecordingsServices
{
    /// <summary>The recorder, the journal and what keeps the disk from filling. Needs AddSources.</summary>
    public static IServiceCollection AddRecordings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Journal>();
        services.AddSingleton<Recorder>();
        return services;
    }
}
