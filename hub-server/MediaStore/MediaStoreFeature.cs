using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.MediaStore;

/// <summary>Where the recordings' files lie.</summary>
internal static class MediaStoreFeature
{
    public static IServiceCollection AddMediaStore(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<MediaStoreSettings>();
            var folder = settings.Folder.Length > 0 ? settings.Folder : provider.GetRequiredService<DataFolder>()["media"];
            try
            {
                var made = !Directory.Exists(folder);
                var store = new MediaFolder(folder, settings.ReserveMegabytes * 1_000_000L, provider.GetRequiredService<TimeProvider>());
                // Beside the data folder it has nobody else's rights to hide behind.
                if (made && !OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                return store;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new CannotStartException($"The recordings' folder {Path.GetFullPath(folder)} cannot be used: {error.Message} Name another one by MediaStore:Folder, or give it to this account.", error);
            }
        });
        services.AddSingleton(provider => new DiskThreads(provider.GetRequiredService<MediaStoreSettings>().DiskThreads));
        services.AddPulse<DiskThreads>("disk threads", (threads, _) => threads.RunAsync(() => { }));
        return services;
    }
}
