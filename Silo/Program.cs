using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Silo;

return args is [HealthCheck.Verb, .. var rest]
    ? await HealthCheck.RunAsync(rest, "Silo", "HttpHost", "HttpPort", otherwise: 0)
    : await SiloProgram.RunAsync(args);
