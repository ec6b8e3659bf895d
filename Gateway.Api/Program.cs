using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Hosting;

return args is [HealthCheck.Verb, .. var rest]
    ? await HealthCheck.RunAsync(rest, "Gateway", "Host", "Port", otherwise: 8080)
    : await GatewayProgram.RunAsync(args);
