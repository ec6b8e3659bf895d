using InfernoOrleans.Gateway.Api.Hosting;

return await GatewayProgram.RunAsync(args);
